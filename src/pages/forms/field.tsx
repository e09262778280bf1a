import { useContext } from 'hono/jsx';
import { LanguageContext } from '../language/language-context';
import { fieldNameOf } from './field-name-of';
import type { FormErrors } from './form-errors';
import { IssueText } from './issue-text';

const fieldTexts = {
  en: {
    pasteAgain: 'Paste this again: it was not saved, and a secret is not shown twice.',
    kept: 'Kept: leave empty to use it.',
  },
  it: {
    pasteAgain: 'Incollalo di nuovo: non è stato salvato, e un valore segreto non viene mostrato due volte.',
    kept: 'Conservato: lascia vuoto per usarlo.',
  },
};

/** A text field with its issues. `name` is the API member, with `_` between levels: `get_object_url`. */
export function Field({
  form,
  name,
  label,
  hint: usualHint,
  formErrors,
  value = '',
  secret = false,
  required = false,
  isShort = false,
}: {
  form: string;
  name: string;
  label: string;
  hint?: string | undefined;
  formErrors: FormErrors | null;
  value?: string | undefined;
  secret?: boolean;
  required?: boolean;
  /** For an amount or a phone number. */
  isShort?: boolean;
}) {
  const id = `${form}-${name}`;
  const isRefused = formErrors?.form === form;
  const isKept = isRefused && (formErrors.kept?.fields.includes(name) ?? false);
  const t = fieldTexts[useContext(LanguageContext)];
  const hint = isKept ? t.kept : usualHint;
  const issues = isRefused ? formErrors.issues.filter(({ path }) => fieldNameOf(path) === name) : [];
  // A secret is never sent back to the browser.
  const mustPasteAgain = secret && isRefused && !isKept && Boolean(formErrors.values.get(name));
  const described = [
    ...(hint ? [`${id}-hint`] : []),
    ...(mustPasteAgain ? [`${id}-again`] : []),
    ...(issues.length > 0 ? [`${id}-finding`] : []),
  ].join(' ');
  return (
    <div class={isShort ? 'field short' : 'field'}>
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={secret ? 'password' : 'text'}
        autocomplete="off"
        spellcheck={false}
        required={required && !isKept}
        maxlength={4_096}
        value={secret ? '' : isRefused ? (formErrors.values.get(name) ?? '') : value}
        aria-describedby={described || undefined}
        aria-invalid={issues.length > 0 ? 'true' : undefined}
      />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {mustPasteAgain && (
        <p id={`${id}-again`} class="finding">
          {t.pasteAgain}
        </p>
      )}
      {issues.length > 0 && (
        <p id={`${id}-finding`} class="finding">
          {issues.map((issue) => (
            <>
              <IssueText issue={issue} texts={formErrors?.texts} />{' '}
            </>
          ))}
        </p>
      )}
    </div>
  );
}
