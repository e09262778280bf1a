import type { Choice as Offered } from '../../../../../domain/simulation/choices-of';
import { Choice } from '../../layout/choice';
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
  choices: Offered[];
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
  const isOffered = options.some(({ value }) => value === chosen);
  return (
    <fieldset>
      <legend>{t.reply(row)}</legend>
      <div class="fields top-aligned">
        <Field form={form} name={`reply_${row}_after`} label={t.after} refused={refused} />
        <Choice
          id={`${form}-${name}`}
          name={name}
          label={t.choice}
          options={isOffered ? options : [...options, { value: chosen, label: chosen }]}
          chosen={chosen}
        />
        <Field form={form} name={`reply_${row}_text`} label={t.text} refused={refused} />
      </div>
    </fieldset>
  );
}
