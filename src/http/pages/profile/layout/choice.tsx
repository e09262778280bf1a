/** A field in which one of a few is chosen. */
export const Choice = ({
  id,
  name,
  label,
  options,
  chosen,
  finding = null,
}: {
  id: string;
  name: string;
  label: string;
  options: { value: string; label: string }[];
  chosen: string;
  finding?: string | null;
}) => (
  <div class="field">
    <label for={id}>{label}</label>
    <select
      id={id}
      name={name}
      aria-invalid={finding === null ? undefined : 'true'}
      aria-describedby={finding === null ? undefined : `${id}-finding`}
    >
      {options.map(({ value, label: words }) => (
        <option value={value} dir="auto" selected={value === chosen}>
          {words}
        </option>
      ))}
    </select>
    {finding !== null && (
      <p id={`${id}-finding`} class="finding">
        {finding}
      </p>
    )}
  </div>
);
