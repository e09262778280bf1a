import type { InvitationState } from '../../domain/people/accept-invitation';

const en = {
  title: 'Invitation',
  join: 'You are invited to',
  as: (role: string) => `Your role: ${role}`,
  accept: 'Accept and sign in',
  next: 'Next you create a passkey: from then on you sign in with it.',
  state: {
    accepted: 'This invitation has already been used. Sign in, or ask for a new one.',
    revoked: 'This invitation has been withdrawn. Ask the person who sent it to you for a new one.',
    expired: 'This invitation has expired. Ask the person who sent it to you for a new one.',
  } satisfies Record<Exclude<InvitationState, 'pending'>, string>,
  missing: 'There is no such invitation. Check that you copied the whole link.',
  signIn: 'Go to sign-in',
};
const it: typeof en = {
  title: 'Invito',
  join: 'Hai ricevuto un invito per',
  as: (role) => `Il tuo ruolo: ${role}`,
  accept: 'Accetta e accedi',
  next: 'Subito dopo crei una passkey: d’ora in poi accedi con quella.',
  state: {
    accepted: 'Questo invito è già stato usato. Accedi, oppure chiedine un altro.',
    revoked: 'Questo invito è stato ritirato. Chiedine un altro a chi te lo ha inviato.',
    expired: 'Questo invito è scaduto. Chiedine un altro a chi te lo ha inviato.',
  },
  missing: 'Questo invito non esiste. Controlla di aver copiato tutto il link.',
  signIn: 'Vai all’accesso',
};
export const invitationTexts = { en, it };
