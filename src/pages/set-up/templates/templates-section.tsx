import type { FlowTemplates } from '../../../domain/flow-templates/create-templates';
import type { FlowTemplate } from '../../../domain/flow-templates/describe-template';
import type { FlowNeeds } from '../../../domain/flow-templates/list-flow-templates';
import type { FormErrors } from '../../forms/form-errors';
import type { View } from '../../view/view';
import { FlowTemplatesBlock, flowTemplatesId } from './flow-templates';
import { templateTexts } from './template-texts';

/** Puts what Meta has just said of the templates in the place of what was known: a refusal is not stored. */
const withAnswers = (needs: FlowNeeds, answers: FlowTemplate[]): FlowNeeds => ({
  ...needs,
  templates: needs.templates.map((each) => ({
    ...each,
    ...answers.find(({ name, language }) => name === each.name && language === each.language),
  })),
});

/** `#templates`: the templates of the account's flows, and of the ready flows that it may add. `needs` is null without a number. */
export function TemplatesSection({
  view,
  needs: known,
  requested,
  formErrors,
}: {
  view: View;
  needs: FlowNeeds[] | null;
  requested: Pick<FlowTemplates, 'flow' | 'templates'> | null;
  formErrors: FormErrors | null;
}) {
  const t = templateTexts[view.language];
  const needs =
    known?.map((each) => (each.key === requested?.flow ? withAnswers(each, requested.templates) : each)) ?? null;
  const saved = needs?.filter(({ flow }) => flow !== null) ?? [];
  // An account without flows begins with the first ready one.
  const shown = saved.length > 0 ? saved : (needs?.slice(0, 1) ?? []);
  const others = needs?.filter((each) => !shown.includes(each)) ?? [];
  const block = (each: FlowNeeds) => <FlowTemplatesBlock view={view} needs={each} formErrors={formErrors} />;
  return (
    <section id="templates" aria-labelledby="templates-title">
      <h2 id="templates-title">{t.title}</h2>
      <p>{needs === null ? t.noNumber : t.intro}</p>
      {shown.map(block)}
      {others.length > 0 && (
        <details id="other-templates" open={others.some(({ key }) => formErrors?.form === flowTemplatesId(key))}>
          <summary>{t.more(others.length)}</summary>
          {others.map(block)}
        </details>
      )}
    </section>
  );
}
