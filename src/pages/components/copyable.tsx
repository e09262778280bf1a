import type { View } from '../view/view';
import { copyTexts } from './copy-texts';

/** A read-only value with a copy button; without JavaScript it can be selected. */
export const Copyable = ({ view, id, label, value }: { view: View; id: string; label: string; value: string }) => (
  <div class="copyable">
    <label for={id}>{label}</label>
    <div class="row">
      <input id={id} readonly value={value} spellcheck={false} dir="ltr" />
      <button type="button" data-copy={id} data-copied={copyTexts[view.language].copied} hidden>
        {copyTexts[view.language].copy}
        <span class="visually-hidden"> {label}</span>
      </button>
    </div>
  </div>
);
