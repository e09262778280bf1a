import type { OpenRun } from '../../db/run-log/open-runs';
import type { MatchContext } from '../customers/sender';
import type { SimulatedMessage } from '../flows/engine/simulated-run';
import type { matchMessage } from '../replies/match-message';
import type { Turn } from '../replies/turn';
import type { SimulationInput } from './simulation-input';

type Sent = SimulatedMessage & { turn: number; sentAt: number };
type Message = Parameters<typeof matchMessage>[1];

const OWN = { accountId: 'simulated', channelId: 'simulated', address: 'simulated', userKey: 'simulated' };

const offers = ({ message }: Sent, payload: string): boolean =>
  JSON.stringify(message).includes(JSON.stringify(payload));

/** Records a simulated run's conversation, as the database does for a real run. */
export function simulatedConversation(
  { definition }: SimulationInput,
  { requestId, startedAt }: { requestId: string; startedAt: number },
) {
  const sent: Sent[] = [];
  let turn: Turn = { turn: 0, answersSince: startedAt };
  // A customer who starts the flow by a message is known from the start.
  let isKnown = definition.trigger.on === 'message.received';
  let at: { step: string | null; waitingFor: OpenRun['waitingFor'] } = { step: null, waitingFor: null };

  return {
    /** The messages that the customer received, oldest first. */
    sent,
    turn: (): Turn => turn,
    recordSent({ now, isReminder, ...message }: SimulatedMessage & { now: number; isReminder: boolean }): void {
      isKnown = true;
      sent.push({ ...message, turn: turn.turn, sentAt: now });
      at = { step: message.step, waitingFor: null };
      if (!isReminder) turn = { ...turn, answersSince: now };
    },
    recordWait(step: string, waitingFor: NonNullable<OpenRun['waitingFor']>): void {
      isKnown ||= waitingFor === 'reply';
      at = { step, waitingFor };
    },
    recordResume(): void {
      at = { ...at, waitingFor: null };
    },
    recordAnswer: (writtenAt: number): void => {
      turn = { turn: turn.turn + 1, answersSince: writtenAt };
    },
    /** Returns what the repository would find for a message that references another and carries a payload. */
    matchContext(referencedWamid: string | null, payload: string | null): MatchContext {
      const offering = payload === null ? [] : sent.filter((each) => offers(each, payload)).toReversed();
      const ours = sent.find(({ wamid }) => wamid === referencedWamid);
      return {
        aliases: [],
        accounts: [],
        conversations: [],
        applied: [],
        questions: [],
        referenced: ours
          ? [
              {
                channelId: OWN.channelId,
                wamid: ours.wamid,
                requestId,
                direction: 'out',
                turn: ours.turn,
                isListQuestion: 0,
              },
            ]
          : [],
        offered: offering.map(({ turn, sentAt }) => ({ requestId, payload: payload ?? '', turn, sentAt })),
        candidates: [
          {
            ...OWN,
            ...turn,
            requestId,
            address: isKnown ? OWN.address : null,
            waitingFor: at.waitingFor,
            nextCheckAt: 0,
            createdAt: startedAt,
            hasUnknownMessage: 0,
            userIdKnown: 0,
          },
        ],
      };
    },
    messageOf: (message: Pick<Message, 'at' | 'payload' | 'referencedWamid' | 'isReaction'>): Message => ({
      ...message,
      accountId: OWN.accountId,
      channelId: OWN.channelId,
      sender: {
        identity: { phone: OWN.address, userId: null },
        userKey: OWN.userKey,
        aliases: [OWN.address],
      },
    }),
    openRun: (): OpenRun => ({
      requestId,
      flow: '',
      objectId: null,
      variables: {},
      waitingFor: at.waitingFor,
      steps: JSON.stringify(definition.steps),
      settings: JSON.stringify([definition.settings ?? null, definition.values ?? null]),
      flowName: definition.name,
      step: at.step,
      suspendReason: null,
      createdAt: startedAt,
      storeName: '',
      order: null,
    }),
  };
}
