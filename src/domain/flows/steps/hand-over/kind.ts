import type { z } from 'zod';
import type { Issue } from '../../../../shared/errors/app-error';
import { isJsonObject, type JsonObject } from '../../../../shared/json/json';
import { textOrEmpty } from '../../../../shared/json/read-json';
import { WHATSAPP_LIMITS } from '../../../../shared/messages/whatsapp-limits';
import { truncateLine } from '../../step-kind/raw-members';
import { defineStepKind } from '../../step-kind/step-kind';
import { checkMaxLength } from '../send-message/check-limits';
import { executeHandOver } from './execute';
import { HandOverStep } from './schema';

function checkHandOver({ message, choices = [] }: z.input<typeof HandOverStep>, at: string): Issue[] {
  const seen = new Set<string>();
  const repeated = choices.flatMap(({ label }, i) => {
    const name = label.trim();
    if (seen.has(name)) {
      const message = `Another choice is called «${name}» too: give each its own label`;
      return [{ path: `${at}/choices/${i}/label`, code: 'repeated_choice', message }];
    }
    seen.add(name);
    return [];
  });
  return [...checkMaxLength(message, WHATSAPP_LIMITS.text, `${at}/message`), ...repeated];
}

const labelOf = ({ choices }: JsonObject, position: number | null): string => {
  const choice = Array.isArray(choices) && position !== null ? choices[position] : undefined;
  return isJsonObject(choice) ? textOrEmpty(choice.label) : '';
};

export const handOverKind = defineStepKind(HandOverStep, {
  execute: executeHandOver,
  renderedMembers: ['note', 'message'],
  check: checkHandOver,
  waits: true,
  endsTurn: true,
  goesOn: () => false,
  role: 'person',
  describe: ({ note }) => textOrEmpty(note),
  lineLabels: (raw, { way, case: position }) => (way === 'goto' ? [truncateLine(labelOf(raw, position), 28)] : null),
});
