import type { ReplyChoice as Offered } from '../../../domain/simulation/choices-of';
import { Field } from '../../forms/field';
import type { FormErrors } from '../../forms/form-errors';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { simulatorTexts } from './simulator-texts';

const FILES = ['image', 'audio'] as const;

/** The fields of one customer reply: when it comes, and what it is. */
export function ReplyFields({
  view,
  form,
  row,
  choices,
  formErrors,
}: {
  view: View;
  form: string;
  row: number;
  choices: Offered[];
  formErrors: FormErrors;
}) {
  const t = simulatorTexts[view.language];
  const name = `reply_${row}_choice`;
  const chosen = formErrors.values.get(name) ?? '';
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
        <Field form={form} name={`reply_${row}_after`} label={t.after} formErrors={formErrors} />
        <SelectField
          id={`${form}-${name}`}
          name={name}
          label={t.choice}
          options={isOffered ? options : [...options, { value: chosen, label: chosen }]}
          chosen={chosen}
        />
        <Field form={form} name={`reply_${row}_text`} label={t.text} formErrors={formErrors} />
      </div>
    </fieldset>
  );
}
