import type { ConversationRow, ConversationRows } from '../../../db/pages/conversation-pages';
import { Form } from '../../forms/form';
import type { View } from '../../view/view';
import { conversationTexts } from '../conversation-texts';
import { ListFields, type ListQuery } from '../list/list-query';
import { assignableColleagues } from '../people';
import { seenOf } from './seen-of';

type SnoozeFor = keyof (typeof conversationTexts)['en']['snoozeFor'];
export const SNOOZE_CHOICES: SnoozeFor[] = ['1h', '4h', 'tomorrow', 'monday'];

/** What a person can do with a conversation: take it, give it back, end it, put it off, assign it. */
export function ConversationActions({
  view,
  rows,
  conversation,
  query,
}: {
  view: View;
  rows: ConversationRows;
  conversation: ConversationRow;
  query: ListQuery;
}) {
  const t = conversationTexts[view.language];
  const { conversationId, owner, state, assignee } = conversation;
  const path = `/account/profile/conversations/${conversationId}`;
  const change = (action: string, label: string, isQuiet = true, id?: string) => (
    <Form view={view} action={`${path}/change`}>
      <input type="hidden" name="seen" value={seenOf(conversation)} />
      <ListFields query={query} />
      <button name="action" value={action} class={isQuiet ? 'quiet' : undefined} id={id}>
        {label}
      </button>
    </Form>
  );
  return (
    <div id="actions" class="actions" role="group" aria-label={t.actions}>
      {owner === null && change('take', t.take)}
      {owner === 'person' && change('give_back', t.giveBack)}
      {state !== 'done' && change('done', t.finish, true, 'finish')}
      {state === 'done' && change('open', t.reopen)}
      <details id="more-actions" class="menu">
        <summary>{t.more}</summary>
        <div class="menu-body">
          <Form view={view} action={`${path}/change`}>
            <input type="hidden" name="seen" value={seenOf(conversation)} />
            <ListFields query={query} />
            <fieldset>
              <legend>{t.snooze}</legend>
              {SNOOZE_CHOICES.map((choice) => (
                <button name="action" value={`snooze_${choice}`} class="quiet">
                  {t.snoozeFor[choice]}
                </button>
              ))}
            </fieldset>
          </Form>
          <Form view={view} action={`${path}/change`}>
            <input type="hidden" name="seen" value={seenOf(conversation)} />
            <ListFields query={query} />
            <label for="assignee">{t.assignee}</label>
            <select id="assignee" name="assignee">
              <option value="">{t.nobody}</option>
              {assignableColleagues(rows).map(({ id, name }) => (
                <option value={id} dir="auto" selected={assignee === id}>
                  {name}
                  {id === view.own ? ` (${t.toYou})` : ''}
                </option>
              ))}
            </select>
            <button name="action" value="assign" class="quiet">
              {t.assign}
            </button>
          </Form>
        </div>
      </details>
    </div>
  );
}
