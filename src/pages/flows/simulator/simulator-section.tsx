import type { Flow } from '../../../db/flows/flows';
import { chatOf } from '../../../domain/simulation/chat-of';
import type { FlowPreview } from '../../../domain/simulation/preview-flow';
import { Field } from '../../forms/field';
import { Form } from '../../forms/form';
import { SelectField } from '../../forms/select-field';
import type { View } from '../../view/view';
import { flowPath } from '../flow-layout';
import { ORDER_FIELDS } from '../preview/example-order';
import type { FlowFacts } from '../words/flow-facts';
import { SimulatedChat } from './simulated-chat';
import { SimulationResult } from './simulation-result';
import { REPLY_TIMES, type ReplyTime, type SimulatorState } from './simulator-state';
import { simulatorTexts } from './simulator-texts';

const FORM_ID = 'simulate';
const PAYMENTS = ['cod', 'paid'] as const;
const FILES = ['image', 'audio'] as const;

/** What the customer can do at a wait besides pressing a button of the chat. */
function Answer({ view, when }: { view: View; when: ReplyTime }) {
  const t = simulatorTexts[view.language];
  return (
    <>
      <fieldset class="setting">
        <legend>{t.when}</legend>
        <div class="choices chips">
          {(Object.keys(REPLY_TIMES) as ReplyTime[]).map((time) => (
            <label>
              <input type="radio" name="when" value={time} checked={time === when} /> {t.times[time]}
            </label>
          ))}
          <button name="do" value="silence" class="quiet">
            {t.never}
          </button>
        </div>
      </fieldset>
      <div class="search-line">
        <Field form={FORM_ID} name="text" label={t.write} formErrors={null} />
        <button name="do" value="text">
          {t.send}
        </button>
      </div>
      <div class="actions">
        {FILES.map((kind) => (
          <button name="do" value={kind} class="plain">
            {t.sends[kind]}
          </button>
        ))}
      </div>
    </>
  );
}

/** The order that the flow is tried on; changing it starts the chat again. */
function OrderFields({ view, order }: { view: View; order: SimulatorState['order'] }) {
  const t = simulatorTexts[view.language];
  return (
    <details id="simulate-order">
      <summary>{t.order}</summary>
      <div class="fields">
        {ORDER_FIELDS.map((name) => (
          <Field form={FORM_ID} name={name} label={t.fields[name]} formErrors={null} value={order[name]} />
        ))}
        <SelectField
          id={`${FORM_ID}-payment`}
          name="payment"
          label={t.payment}
          options={PAYMENTS.map((value) => ({ value, label: t.payments[value] }))}
          chosen={order.payment}
        />
      </div>
    </details>
  );
}

/** A flow tried in a chat: every press is a form, and the chat so far is in its hidden fields. */
export function SimulatorSection({
  view,
  flow,
  facts,
  state,
  preview,
  asksFirst,
  wouldNotStart,
}: {
  view: View;
  flow: Flow;
  facts: FlowFacts;
  state: SimulatorState;
  preview: FlowPreview;
  /** A customer's message starts the flow, and there is none yet. */
  asksFirst: boolean;
  /** The condition that the order does not meet, in words. */
  wouldNotStart: string | null;
}) {
  const t = simulatorTexts[view.language];
  const isAsking = asksFirst || preview.transcript.pausedAt !== null;
  return (
    <section id="simulator" aria-labelledby="simulator-title">
      <h2 id="simulator-title">{t.title}</h2>
      <p class="hint">{t.intro}</p>
      {wouldNotStart !== null && <p class="notice warn">{t.wouldNotStart(wouldNotStart)}</p>}
      <div class="halves">
        <Form view={view} action={`${flowPath(flow.key, 'try')}#simulator`} label={t.title}>
          {/* The Enter key presses the first button of a form, which is to be that of the text and not one of the chat. */}
          <button
            name="do"
            value={isAsking ? 'text' : 'restart'}
            class="visually-hidden"
            tabindex={-1}
            aria-hidden="true"
          >
            {t.send}
          </button>
          <input type="hidden" name="start" value={String(state.start)} />
          <input type="hidden" name="pauses_from" value={String(state.pausesFrom)} />
          {state.replies.map((reply) => (
            <input type="hidden" name="reply" value={JSON.stringify(reply)} />
          ))}
          <SimulatedChat
            view={view}
            chat={asksFirst ? [] : chatOf(preview.transcript, preview.templates)}
            offered={isAsking ? preview.offered : []}
          />
          {isAsking && <Answer view={view} when={state.when} />}
          <OrderFields view={view} order={state.order} />
          <button name="do" value="restart" class="quiet">
            {t.restart}
          </button>
        </Form>
        {!asksFirst && (
          <div>
            <SimulationResult view={view} preview={preview} facts={facts} />
          </div>
        )}
      </div>
    </section>
  );
}
