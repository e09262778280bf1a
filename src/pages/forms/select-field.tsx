/** A select field. */
export const SelectField = ({
  id,
  name,
  label,
  options,
  chosen,
  issue = null,
  isRequired = false,
}: {
  id: string;
  name: string;
  label: string;
  options: { value: string; label: string }[];
  chosen: string;
  issue?: string | null;
  isRequired?: boolean;
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select
      id={id}
      name={name}
      required={isRequired}
      aria-invalid={issue === null ? undefined : 'true'}
      aria-describedby={issue === null ? undefined : `${id}-finding`}
    >
      {options.map(({ value, label: words }) => (
        <option value={value} dir="auto" selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
    {issue !== null && (
      <p id={`${id}-finding`} class="finding">
        {issue}
      </p>
    )}
  </div>
);
