import { expect } from 'vitest';
import { homeTexts } from '../../src/pages/home/home-texts.ts';
import { layoutTexts } from '../../src/pages/layout/layout-texts.ts';
import { invitationTexts } from '../../src/pages/people/invitation-texts.ts';
import { peopleTexts } from '../../src/pages/people/people-texts.ts';
import { sessionTexts } from '../../src/pages/session/session-texts.ts';
import { openMore } from './open-more.ts';
import type { Language, Visit } from './visit.ts';

/** Gives the page an authenticator that is touched and unlocked by itself. */
async function plugInAuthenticator({ context, page }: Visit): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

type Guest = { name: string; email: string; role: 'admin' | 'agent' };

/** Invites a person on the page; returns the path of the link. */
async function invite(owner: Visit, language: Language, { name, email, role }: Guest): Promise<string> {
  const t = peopleTexts[language];
  const { page } = owner;
  await openMore(page);
  await page.getByRole('link', { name: layoutTexts[language].section.people }).click();
  await page.getByRole('heading', { level: 1, name: t.title }).waitFor();
  await owner.isWellMade();
  await page.getByLabel(t.name, { exact: true }).fill(name);
  await page.getByLabel(t.email, { exact: true }).fill(email);
  await page.getByLabel(t.role, { exact: true }).selectOption(role);
  await page.getByRole('button', { name: t.inviteSubmit }).click();
  const link = await page.locator('#made-link').inputValue();
  await owner.isWellMade();
  return new URL(link).pathname;
}

/** Whoever signed in by a key invites a person, who comes in, adds a passkey, signs in with it and is on the home page. */
export async function joinByInvitation(owner: Visit, guest: Visit, language: Language, who: Guest): Promise<void> {
  const t = peopleTexts[language];
  const { page } = guest;
  const link = await invite(owner, language, who);
  await plugInAuthenticator(guest);
  await page.goto(link);
  await guest.isWellMade();
  await page.getByRole('button', { name: invitationTexts[language].accept }).click();
  await page.getByText(t.done.joined).waitFor();
  await guest.isWellMade();
  await page.getByRole('button', { name: t.addPasskey }).click();
  await page.getByText(t.done.passkey_added).waitFor();
  await guest.isWellMade();
  await openMore(page);
  await page.getByRole('button', { name: layoutTexts[language].signOut }).click();
  await page.getByText(sessionTexts[language].out).waitFor();
  await page.getByRole('button', { name: sessionTexts[language].withPasskey }).click();
  await page.waitForURL('**/account/profile/home');
  await openMore(page);
  await page.getByRole('link', { name: who.name }).waitFor();
  await guest.isWellMade();
}

/** An invited agent comes in and finds nothing to set up that they may not; the owner is asked before the agent is removed. */
export async function invitePerson(owner: Visit, guest: Visit, language: Language): Promise<void> {
  const t = peopleTexts[language];
  const { page } = owner;
  await joinByInvitation(owner, guest, language, { name: 'Anna Rossi', email: 'anna@negozio.example', role: 'agent' });
  const start = guest.page.locator('#start');
  await start.getByText(homeTexts[language].byAdmin).waitFor();
  expect(await start.getByRole('link').count()).toBe(0);

  // What cannot be undone asks in a dialog; Escape changes nothing and returns to the button.
  await page.goto('/account/profile/people');
  const remove = page.getByRole('link', { name: `${t.remove} Anna Rossi` });
  await remove.click();
  const dialog = page.getByRole('dialog', { name: t.confirm.remove.title('Anna Rossi') });
  await dialog.getByRole('button', { name: t.confirm.remove.submit }).waitFor();
  await owner.isWellMade();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await page.evaluate<string>('document.activeElement?.href ?? ""')).toMatch(/\/remove$/);
}
