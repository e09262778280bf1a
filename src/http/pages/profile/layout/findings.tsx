import type { Refused } from './refused';

/** What is wrong with a form that was refused, as a whole; the fields say it again where it is theirs. */
export const Findings = ({ form, refused, title }: { form: string; refused: Refused | null; title: string }) =>
  refused?.form === form ? (
    <div class="notice bad" role="alert">
      <p>{title}</p>
      <ul lang="en">
        {refused.findings.map(({ path, message }) => (
          <li>
            <code>{path}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  ) : null;
