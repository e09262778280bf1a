import { expect } from 'vitest';
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

/** Whoever signed in by a key invites an owner, who comes in, adds a passkey and signs in with it. */
export async function invitePerson(owner: Visit, guest: Visit, language: Language, url: string): Promise<void> {
  const t = peopleTexts[language];
  const { page } = owner;
  await openMore(page);
  await page.getByRole('link', { name: layoutTexts[language].section.people }).click();
  await page.getByRole('heading', { level: 1, name: t.title }).waitFor();
  await owner.isWellMade();
  await page.getByLabel(t.name, { exact: true }).fill('Anna Rossi');
  await page.getByLabel(t.email, { exact: true }).fill('anna@negozio.example');
  await page.getByLabel(t.role, { exact: true }).selectOption('agent');
  await page.getByRole('button', { name: t.inviteSubmit }).click();
  const link = await page.locator('#made-link').inputValue();
  await owner.isWellMade();

  await plugInAuthenticator(guest);
  await guest.page.goto(new URL(new URL(link).pathname, url).href);
  await guest.isWellMade();
  await guest.page.getByRole('button', { name: invitationTexts[language].accept }).click();
  await guest.page.getByText(t.done.joined).waitFor();
  await guest.isWellMade();
  await guest.page.getByRole('button', { name: t.addPasskey }).click();
  await guest.page.getByText(t.done.passkey_added).waitFor();
  await guest.isWellMade();
  await openMore(guest.page);
  await guest.page.getByRole('button', { name: layoutTexts[language].signOut }).click();
  await guest.page.getByText(sessionTexts[language].out).waitFor();
  await guest.page.getByRole('button', { name: sessionTexts[language].withPasskey }).click();
  await guest.page.waitForURL('**/account/profile/home');
  await openMore(guest.page);
  await guest.page.getByRole('link', { name: 'Anna Rossi' }).waitFor();
  await guest.isWellMade();

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
