import { FormToken } from '../forms/form-token';
import type { View } from '../view/view';
import { LanguageSwitch } from './language-switch';
import { layoutTexts } from './layout-texts';

/** The other language, the own page, and the sign-out. */
export const AccountLinks = ({ view }: { view: View }) => (
  <>
    <LanguageSwitch language={view.language} path={view.path} />
    {view.personName !== null && (
      <a class="own-page" href="/account/profile/people/me">
        <bdi>{view.personName}</bdi>
      </a>
    )}
    <form method="post" action="/account/profile/sign-out">
      <FormToken view={view} />
      <button class="plain">{layoutTexts[view.language].signOut}</button>
    </form>
  </>
);
