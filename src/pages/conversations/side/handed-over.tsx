import type { ConversationRun } from '../../../db/pages/conversation-page';
import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { isJsonObject, type JsonObject } from '../../../shared/json/json';
import { objectsIn, textOrEmpty } from '../../../shared/json/read-json';
import { UserText } from '../../components/user-text';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Form } from '../../forms/form';
import { SelectField } from '../../forms/select-field';
import { nextStep, stepsOf } from '../../requests/steps-of-version';
import type { View } from '../../view/view';
import { seenOf } from '../chat/seen-of';
import { ListFields, type ListQuery } from '../list/list-query';
import { sideTexts } from './side-texts';

/** Returns the step that handed the request over, as the flow defines it. */
function handOverStep({ version }: ConversationRows, { openWait }: ConversationRun): JsonObject {
  const id = openWait?.replace(/-\d+$/, '');
  const steps = version?.definition.steps;
  return (Array.isArray(steps) ? steps : []).filter(isJsonObject).find((step) => step.id === id) ?? {};
}

/** How the flow of a handed-over request goes on: the choices of its step as buttons, or any of its steps. */
export function HandedOver({
  view,
  rows,
  request,
  conversation,
  query,
}: {
  view: View;
  rows: ConversationRows;
  request: ConversationRun;
  conversation: ConversationRow;
  query: ListQuery;
}) {
  const t = sideTexts[view.language];
  const words = labelTexts[view.language];
  const step = handOverStep(rows, request);
  const choices = objectsIn(step.choices);
  const steps = stepsOf(rows.version);
  const note = textOrEmpty(step.note);
  return (
    <div class="handed-over card">
      <h3>{t.handedOver}</h3>
      {note !== '' && !note.includes('{{') && <UserText text={note} label={t.note} />}
      {view.may('messages:write') && (
        <>
          <p class="hint">{t.handedOverHint}</p>
          <Form view={view} action={`/account/profile/conversations/${conversation.conversationId}/resume`}>
            <ListFields query={query} />
            <input type="hidden" name="seen" value={seenOf(conversation)} />
            {choices.length > 0 ? (
              <div class="actions">
                {choices.map(({ label, goto }) => (
                  <button name="resume" value={textOrEmpty(goto)}>
                    <bdi>{textOrEmpty(label)}</bdi>
                  </button>
                ))}
              </div>
            ) : (
              <>
                <SelectField
                  id="resume-step"
                  name="resume"
                  label={t.resumeAt}
                  options={steps.map(({ id, kind }) => ({
                    value: id,
                    label: `${id} – ${displayLabel(words.step, kind)}`,
                  }))}
                  chosen={nextStep(steps, request.openWait)}
                />
                <button>{t.resume}</button>
              </>
            )}
          </Form>
        </>
      )}
    </div>
  );
}
