import type { FlowNeeds } from '../../../domain/flow-templates/list-flow-templates';
import { FlowIssues } from '../../flows/issues/flow-issues';
import { flowNameIn } from '../../flows/words/flow-name';
import { Form } from '../../forms/form';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { NeededTemplateItem } from './needed-template';
import { templateTexts } from './template-texts';

export const flowTemplatesId = (key: string): string => `templates-${key}`;

/** Says how the flow stands where its templates need no action. */
function FlowState({ view, needs: { key, flow, templates } }: { view: View; needs: FlowNeeds }) {
  const t = templateTexts[view.language];
  if (flow?.active) return <p class="hint">{t.active}</p>;
  if (flow?.activateWhenReady) return <p class="hint">{t.waits}</p>;
  if (!templates.every(({ usable }) => usable)) return null;
  const [path, label] = flow ? [`/account/profile/flows/${key}`, t.toFlow] : ['/account/profile/flows', t.toFlows];
  return (
    <p>
      {t.allApproved} <a href={path}>{label}</a>.
    </p>
  );
}

/** The button that sends to Meta what is missing, and lets the flow wait for it. */
function RequestForm({ view, needs }: { view: View; needs: FlowNeeds }) {
  const t = templateTexts[view.language];
  const { key, name, flow, channel, templates } = needs;
  const missing = templates.filter(({ canCreate }) => canCreate).length;
  const isSettled = flow?.active || flow?.activateWhenReady || templates.every(({ usable }) => usable);
  if (channel === 'none' || (missing === 0 && isSettled)) return null;
  return (
    <Form view={view} action={`/account/profile/flow-templates/${key}`} creates>
      <input type="hidden" name="channel" value={channel.channelId} />
      <input type="hidden" name="language" value={templates[0]?.language ?? view.language} />
      {flow?.active || missing === 0 ? (
        <input type="hidden" name="when_ready" value={String(!flow?.active)} />
      ) : (
        <p class="choices">
          <label>
            <input type="checkbox" name="when_ready" value="true" checked />
            {t.whenReady}
          </label>
        </p>
      )}
      <button class="quiet">
        {missing === 0 ? t.wait : t.create(missing)}
        <span class="visually-hidden">: {name}</span>
      </button>
    </Form>
  );
}

/** The templates of a flow with their texts and states at Meta, and the button that creates those that are missing. */
export function FlowTemplatesBlock({
  view,
  needs,
  formErrors,
}: {
  view: View;
  needs: FlowNeeds;
  formErrors: FormErrors | null;
}) {
  const t = templateTexts[view.language];
  const { key, templates, channel, lacksSettings, flow } = needs;
  const id = flowTemplatesId(key);
  return (
    <article id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>
        <bdi>{flowNameIn(view.language, needs)}</bdi>
      </h3>
      {formErrors?.form === id && (
        <div class="notice bad" role="alert">
          <p>{formErrors.title ?? t.refused}</p>
          <FlowIssues view={view} flowKey={key} definition={needs.definition} issues={formErrors.issues} />
        </div>
      )}
      {channel === 'none' && <p class="notice warn">{t.otherNumber}</p>}
      <ol class="checklist">
        {templates.map((template) => (
          <NeededTemplateItem view={view} template={template} />
        ))}
      </ol>
      <FlowState view={view} needs={needs} />
      {lacksSettings && (
        <p>
          {t.lacksSettings}{' '}
          <a href={flow ? `/account/profile/flows/${key}` : '/account/profile/flows'}>{t.toSettings}</a>.
        </p>
      )}
      {view.may('settings:write') && <RequestForm view={view} needs={needs} />}
    </article>
  );
}
