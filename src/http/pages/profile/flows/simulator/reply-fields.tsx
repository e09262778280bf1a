import type { Choice } from '../../../../../domain/flows/simulate/choices-of';
import { Field } from '../../layout/field';
import type { Refused } from '../../layout/refused';
import type { View } from '../../layout/view';
import { simulatorTexts } from './texts';

const FILES = ['image', 'audio'] as const;

/** One reply of the customer's: when it comes, and what it is. */
export function ReplyFields({
  view,
  form,
  row,
  choices,
  refused,
}: {
  view: View;
  form: string;
  row: number;
  choices: Choice[];
  refused: Refused;
}) {
  const t = simulatorTexts[view.language];
  const name = `reply_${row}_choice`;
  const chosen = refused.given.get(name) ?? '';
  const options = [
    { value: '', label: t.writes },
    ...choices.map(({ kind, id, title }) => ({
      value: `${kind}:${id}`,
      label: kind === 'list' ? t.chooses(title) : t.presses(title),
    })),
    ...FILES.map((kind) => ({ value: `kind:${kind}`, label: t.sends[kind] })),
  ];
  return (
    <fieldset class="reply">
      <legend>{t.reply(row)}</legend>
      <div class="fields">
        <Field form={form} name={`reply_${row}_after`} label={t.after} refused={refused} />
        <div class="field">
          <label for={`${form}-${name}`}>{t.choice}</label>
          <select id={`${form}-${name}`} name={name}>
            {options.map(({ value, label }) => (
              <option value={value} selected={value === chosen}>
                {label}
              </option>
            ))}
            {options.every(({ value }) => value !== chosen) && (
              <option value={chosen} selected>
                {chosen}
              </option>
            )}
          </select>
        </div>
        <Field form={form} name={`reply_${row}_text`} label={t.text} refused={refused} />
      </div>
    </fieldset>
  );
}
