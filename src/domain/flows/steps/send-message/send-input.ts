import type { MessageForms } from '../../../messages/choose-form';
import type { replyWaitOfNextStep } from '../wait-for-reply/reply-wait';

/** A message, rendered in each form that its step defines. The form is chosen when the message is sent. */
export type SendInput = MessageForms & {
  to: string;
  /** The message to reply to, by our id or Meta's; true for the customer's last message. */
  replyTo: string | true | null;
  /** Marks the customer's last message as read first; `typing` also shows the typing indicator. */
  markRead: 'read' | 'typing' | null;
  onLostAnswer: 'resend' | 'hold';
  /** What a free form does while a person answers the customer. */
  onOwned: 'fail' | 'wait';
  /** Sent now or not at all: what would suspend the run fails the send. */
  isOptional: boolean;
  /** A reminder of a question that the customer has not answered yet. */
  isReminder: boolean;
  /** The wait for the reply, if it is the next step: it is opened with the end of the send. */
  nextWait: ReturnType<typeof replyWaitOfNextStep>;
};
