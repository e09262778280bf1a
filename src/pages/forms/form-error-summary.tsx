import { fieldNameOf } from './field-name-of';
import type { FormErrors } from './form-errors';
import { IssueText } from './issue-text';

/** Summarizes the issues of a rejected form; each field repeats its own. `labels` are the field labels by field name. */
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
      <p>{formErrors.title ?? title}</p>
      <ul>
        {formErrors.issues.map((issue) => {
          const name = fieldNameOf(issue.path);
          const label = Object.hasOwn(labels, name) ? labels[name] : undefined;
          return (
            <li>
              {label !== undefined && `${label}: `}
              <IssueText issue={issue} texts={formErrors.texts} />
              {label === undefined && issue.path !== '' && (
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
