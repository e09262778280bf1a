import type { OfferedChoice } from '../../../domain/simulation/offered-choices';
import { AppError } from '../../../shared/errors/app-error';
import type { JsonObject } from '../../../shared/json/json';

const MAX_TEXT = 4_096;
const FILES = ['image', 'audio'];

/** What the merchant lets the customer do: a reply, silence, nothing yet, or the chat starts again. */
export type SimulatorAction = { kind: 'reply'; reply: JsonObject } | { kind: 'silence' | 'restart' | 'nothing' };

/** Reads which button of the simulator was pressed. Fails with form_unreadable. */
export function readAction(form: URLSearchParams, offered: OfferedChoice[]): SimulatorAction {
  const pressed = form.get('press');
  if (pressed !== null) {
    const choice = offered.find(({ kind, id }) => `${kind}:${id}` === pressed);
    // The chat has moved on since the page was shown.
    if (!choice) return { kind: 'nothing' };
    return { kind: 'reply', reply: { [choice.kind]: choice.id, text: choice.title } };
  }
  const action = form.get('do') ?? 'text';
  if (action === 'silence' || action === 'restart') return { kind: action };
  if (FILES.includes(action)) return { kind: 'reply', reply: { kind: action } };
  const text = form.get('text')?.trim() ?? '';
  if (text.length > MAX_TEXT) throw new AppError('form_unreadable', `A reply has ${MAX_TEXT} characters at most`);
  return text === '' ? { kind: 'nothing' } : { kind: 'reply', reply: { text } };
}
