import { fieldNameOf } from './field-name-of';
import type { FormErrors } from './form-errors';
import { IssueText } from './issue-text';

/**
 * What is wrong with a form that was refused, as a whole; the fields say it again where it is theirs. `labels` are those
 * of its fields, by their names.
 */
export const FormErrorSummary = ({
  form,
  formErrors,
  title,
  labels = {},
}: {
  form: string;
  formErrors: FormErrors | null;
  title: string;
  labels?: Record<string, string>;
}) =>
  formErrors?.form === form ? (
    <div class="notice bad" role="alert">
      <p>{title}</p>
      <ul>
        {formErrors.issues.map((issue) => {
          const name = fieldNameOf(issue.path);
          const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
          return (
            <li>
              {label !== undefined && `${label}: `}
              <IssueText issue={issue} texts={formErrors.texts} />
              {issue.path !== '' && (
                <>
                  {' '}
                  (<code>{issue.path}</code>)
                </>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  ) : null;
