/** A select field. */
export const SelectField = ({
  id,
  name,
  label,
  options,
  chosen,
  issue = null,
}: {
  id: string;
  name: string;
  label: string;
  options: { value: string; label: string }[];
  chosen: string;
  issue?: string | null;
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select
      id={id}
      name={name}
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
