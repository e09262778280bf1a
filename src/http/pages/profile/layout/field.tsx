import { fieldOf } from './field-of';
import { FindingText } from './finding-text';
import type { Refused } from './refused';

/** `name` is the member of the API, `get_object_url` of one within another, by which findings find their field. */
export function Field({
  form,
  name,
  label,
  hint,
  refused,
  value = '',
  secret = false,
  required = false,
}: {
  form: string;
  name: string;
  label: string;
  hint?: string | undefined;
  refused: Refused | null;
  value?: string | undefined;
  secret?: boolean;
  required?: boolean;
}) {
  const id = `${form}-${name}`;
  const isRefused = refused?.form === form;
  const findings = isRefused ? refused.findings.filter(({ path }) => fieldOf(path) === name) : [];
  const described = [...(hint ? [`${id}-hint`] : []), ...(findings.length > 0 ? [`${id}-finding`] : [])].join(' ');
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        name={name}
        type={secret ? 'password' : 'text'}
        autocomplete="off"
        spellcheck={false}
        required={required}
        maxlength={4_096}
        value={secret ? '' : isRefused ? (refused.given.get(name) ?? '') : value}
        aria-describedby={described || undefined}
        aria-invalid={findings.length > 0 ? 'true' : undefined}
      />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
      {findings.length > 0 && (
        <p id={`${id}-finding`} class="finding">
          {findings.map((finding) => (
            <>
              <FindingText finding={finding} texts={refused?.texts} />{' '}
            </>
          ))}
        </p>
      )}
    </div>
  );
}
