import type { MessageForms } from '../../../messages/choose-form';

/** A rendered message in every form that its step gives it; which one goes is decided when it is sent. */
export type SendInput = MessageForms & {
  to: string;
  /** The message that it replies to, by our id or Meta's; true is the customer's last one. */
  replyTo: string | true | null;
  /** Marks the customer's last message as read first; `typing` also shows the typing indicator. */
  markRead: 'read' | 'typing' | null;
  onLostAnswer: 'resend' | 'hold';
  /** A reminder of a question that the customer has not answered yet. */
  isReminder: boolean;
};
