import { fieldOf } from './field-of';
import { FindingText } from './finding-text';
import type { Refused } from './refused';

/**
 * What is wrong with a form that was refused, as a whole; the fields say it again where it is theirs. `labels` are those
 * of its fields, by their names.
 */
export const Findings = ({
  form,
  refused,
  title,
  labels = {},
}: {
  form: string;
  refused: Refused | null;
  title: string;
  labels?: Record<string, string>;
}) =>
  refused?.form === form ? (
    <div class="notice bad" role="alert">
      <p>{title}</p>
      <ul>
        {refused.findings.map((finding) => {
          const name = fieldOf(finding.path);
          const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
          return (
            <li>
              {label !== undefined && `${label}: `}
              <FindingText finding={finding} texts={refused.texts} />
              {finding.path !== '' && (
                <>
                  {' '}
                  (<code>{finding.path}</code>)
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  ) : null;
