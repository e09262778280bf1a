import { EVENT_CATALOGUE, type EventSubject, type EventType } from '../../shared/events/event-catalogue';

const OF_CUSTOMERS: EventSubject[] = ['request', 'message', 'order', 'shipment', 'conversation'];

/** Whether the events of a type are about a customer, whose data a subscription can ask for. */
export const hasCustomer = (type: EventType): boolean => OF_CUSTOMERS.includes(EVENT_CATALOGUE[type].subject);
