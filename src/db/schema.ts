/*
 * The tables. Instants are epoch milliseconds, money is integer millionths, JSON is text.
 * No cascades: D1 rebuilds a table by dropping it and ignores foreign_keys=OFF, so a cascade would delete children.
 */
export * from './schema/accounts';
export * from './schema/audit';
export * from './schema/channels';
export * from './schema/charges';
export * from './schema/conversations';
export * from './schema/customers';
export * from './schema/directory';
export * from './schema/events';
export * from './schema/flows';
export * from './schema/messages';
export * from './schema/orders';
export * from './schema/people';
export * from './schema/push-subscriptions';
export * from './schema/pushes';
export * from './schema/quick-replies';
export * from './schema/requests';
export * from './schema/shipments';
export * from './schema/stores';
export * from './schema/subscriptions';
