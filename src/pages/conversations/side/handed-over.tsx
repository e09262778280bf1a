import type { ConversationRun } from '../../../db/pages/conversation-page';
import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { objectsIn, textOrEmpty } from '../../../shared/json/read-json';
import { UserText } from '../../components/user-text';
import { displayLabel } from '../../format/display-label';
import { labelTexts } from '../../format/label-texts';
import { Form } from '../../forms/form';
import { SelectField } from '../../forms/select-field';
import { ChoiceButtons } from '../../requests/choice-buttons';
import { nextStep, stepsOf } from '../../requests/steps-of-version';
import { waitingStep } from '../../requests/waiting-step';
import type { View } from '../../view/view';
import { seenOf } from '../chat/seen-of';
import { ListFields, type ListQuery } from '../list/list-query';
import { sideTexts } from './side-texts';

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
  const step = waitingStep(request.openWait, rows.version?.definition);
  const choices = objectsIn(step?.choices);
  const steps = stepsOf(rows.version);
  const note = textOrEmpty(step?.note);
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
              <ChoiceButtons choices={choices} />
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
