import type { Child } from 'hono/jsx';
import type { Template } from '../../../db/channels/templates';
import { fillableParameters } from '../../../domain/conversations/compose/filled-template';
import { templatePart } from '../../../domain/messages/template-text';
import { textOrEmpty } from '../../../shared/json/read-json';
import { Icon } from '../../components/icon';
import { UserText } from '../../components/user-text';
import { FormToken } from '../../forms/form-token';
import type { View } from '../../view/view';
import { ListFields, type ListQuery } from '../list/list-query';
import { composerTexts } from './composer-texts';

const MAX_PARAMETER = 1_024;

/** Returns a template's text in which each parameter is named in square brackets, as its field below is. */
const bodyOf = (components: Template['components'], nameOf: (parameter: string) => string): string =>
  textOrEmpty(templatePart({ components }, 'BODY').text).replace(
    /\{\{\s*(\w+)\s*\}\}/g,
    (_, parameter: string) => `[${nameOf(parameter)}]`,
  );

/** The approved templates, each with the fields of its parameters; it is open if nothing else can be sent. */
export function TemplateChooser({
  view,
  path,
  query,
  lastSeen,
  templates,
  isNeeded,
}: {
  view: View;
  path: string;
  query: ListQuery;
  /** The field with the last message that the person has seen. */
  lastSeen: Child;
  templates: Template[];
  isNeeded: boolean;
}) {
  const t = composerTexts[view.language];
  const fillable = templates.flatMap((template) => {
    const parameters = fillableParameters(template);
    return parameters === null ? [] : [{ template, parameters }];
  });
  return (
    <details id="templates" class="menu" open={isNeeded}>
      <summary>
        <Icon name="file-text" />
        {t.templates}
      </summary>
      <div class="menu-body">
        <p class="hint">{fillable.length === 0 ? t.noTemplates : t.templatesHint}</p>
        {fillable.map(({ template: { name, language, components }, parameters }, i) => (
          <details class="template" id={`template-${i}`}>
            <summary>
              <bdi>{name}</bdi> <span class="hint">{language}</span>
            </summary>
            <UserText text={bodyOf(components, t.parameter)} label={name} />
            <form method="post" action={`${path}/messages`} class="template-form">
              <FormToken view={view} />
              {lastSeen}
              <input type="hidden" name="client_id" value={crypto.randomUUID()} />
              <ListFields query={query} />
              <input type="hidden" name="template" value={name} />
              <input type="hidden" name="language" value={language} />
              {parameters.map((parameter, at) => (
                <div class="field">
                  <label for={`template-${i}-${at}`}>
                    <bdi>{t.parameter(parameter)}</bdi>
                  </label>
                  <input
                    id={`template-${i}-${at}`}
                    name="parameter"
                    type="text"
                    required
                    maxlength={MAX_PARAMETER}
                    dir="auto"
                    autocomplete="off"
                  />
                </div>
              ))}
              <button>
                {t.sendTemplate}
                <span class="visually-hidden"> {name}</span>
              </button>
            </form>
          </details>
        ))}
      </div>
    </details>
  );
}
