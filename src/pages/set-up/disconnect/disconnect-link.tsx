import type { View } from '../../view/view';
import { setUpTexts } from '../set-up-texts';

/** Leads to the page that says what will stop; `path` is that of the resource. */
export const DisconnectLink = ({ view, path, name }: { view: View; path: string; name: string }) => (
  <p>
    <a class="button quiet danger" href={`${path}/disconnect`}>
      {setUpTexts[view.language].disconnect}
      <span class="visually-hidden"> {name}</span>
    </a>
  </p>
);
