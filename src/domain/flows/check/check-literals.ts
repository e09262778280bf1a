import type { Issue } from '../../../shared/app-error';
import { isId } from '../../../shared/ids';
import { isCurrency } from '../../../shared/money';
import { hasLiquid } from '../../liquid/compile';
import { minRenderedLength } from '../../liquid/min-rendered-length';
import { REPLY_KINDS } from '../../messages/answering-kinds';
import { BLANK_WORD_MESSAGE, isBlankWord } from '../../words/blank-word';
import { MAX_LABEL_LENGTH } from '../engine/label';
import { currencyAmount } from '../steps/send-message/currency-amount';
import { isCoordinate } from '../steps/send-message/is-coordinate';
import { isEmoji } from '../steps/send-message/is-emoji';
import { isTemplateLanguage, isTemplateName } from '../steps/send-message/template-name';
import type { ParsedFlow, StepInput, StepInputOf } from './parse-flow';

type Send = StepInputOf<'send_message'>;
type Template = NonNullable<Send['template']>;

/** What is wrong with a text that is no Liquid; what Liquid gives is checked when it is rendered. */
function checkLiteral(
  text: string | undefined,
  path: string,
  { fits, code, message }: { fits: (text: string) => boolean; code: string; message: string },
): Issue[] {
  return text === undefined || hasLiquid(text) || fits(text.trim()) ? [] : [{ path, code, message }];
}

const BRACES_HINT = 'a variable stands in braces: {{ order.total }}';

function checkTemplate({ name, language, header, body = [] }: Template, at: string): Issue[] {
  const named = [{ parameter: header, path: `${at}/header` }].concat(
    body.map((parameter, i) => ({ parameter: parameter as Template['header'], path: `${at}/body/${i}` })),
  );
  return [
    ...checkLiteral(name, `${at}/name`, {
      fits: () => isTemplateName(name),
      code: 'invalid_template_name',
      message: 'A template has a name of lower-case letters, digits and _, 512 at most: write it as Meta does',
    }),
    ...checkLiteral(language, `${at}/language`, {
      fits: () => isTemplateLanguage(language),
      code: 'invalid_language',
      message: 'This must be a Meta language code such as it or pt_BR',
    }),
    ...body.flatMap((parameter, i): Issue[] => {
      if (typeof parameter === 'string' || !('amount' in parameter)) return [];
      return [
        ...checkLiteral(parameter.currency, `${at}/body/${i}/currency`, {
          fits: (text) => isCurrency(text.toUpperCase()),
          code: 'invalid_currency',
          message: `This must be an ISO 4217 code such as EUR; ${BRACES_HINT}`,
        }),
        ...checkLiteral(parameter.amount, `${at}/body/${i}/amount`, {
          fits: (text) => currencyAmount(text, parameter.currency) !== null,
          code: 'invalid_amount',
          message: `This is no amount such as 59.90; ${BRACES_HINT}`,
        }),
        ...checkLiteral(parameter.fallback, `${at}/body/${i}/fallback`, {
          fits: (text) => text !== '',
          code: 'empty_text',
          message: 'This is empty, and WhatsApp refuses that: write something',
        }),
      ];
    }),
    ...named.flatMap(({ parameter, path }) =>
      typeof parameter === 'object' && 'text' in parameter && !/^[a-z0-9_]+$/.test(parameter.name)
        ? [
            {
              path: `${path}/name`,
              code: 'invalid_name',
              message: 'Meta names parameters by lower-case letters, digits and _',
            },
          ]
        : [],
    ),
  ];
}

function checkSend({ template, fallback_template: fallback, location, reaction, reply_to: replyTo }: Send, at: string) {
  const message = {
    fits: (text: string) => isId('msg', text) || text.startsWith('wamid.'),
    code: 'invalid_message_id',
    message: "This is neither a message's id of ours nor of Meta's; a variable stands in braces: {{ reply.wamid }}",
  };
  const coordinate = (which: 'latitude' | 'longitude') =>
    checkLiteral(location?.[which], `${at}/location/${which}`, {
      fits: (text) => isCoordinate(which, text),
      code: 'invalid_location',
      message: `This is no ${which} in decimal degrees such as 45.4642; ${BRACES_HINT}`,
    });
  return [
    ...(template ? checkTemplate(template, `${at}/template`) : []),
    ...(fallback ? checkTemplate(fallback, `${at}/fallback_template`) : []),
    ...coordinate('latitude'),
    ...coordinate('longitude'),
    ...checkLiteral(reaction?.emoji, `${at}/reaction/emoji`, {
      fits: (text) => text === '' || isEmoji(text),
      code: 'invalid_emoji',
      message: 'A reaction is one emoji, or nothing to take an earlier one back',
    }),
    ...checkLiteral(reaction?.to, `${at}/reaction/to`, message),
    ...(typeof replyTo === 'string' ? checkLiteral(replyTo, `${at}/reply_to`, message) : []),
  ];
}

const checkCases = ({ cases = [] }: StepInputOf<'wait_for_reply'>, at: string): Issue[] =>
  cases.flatMap(({ kind, text = [] }, i) => [
    ...(kind === undefined || REPLY_KINDS.includes(kind)
      ? []
      : [
          {
            path: `${at}/cases/${i}/kind`,
            code: 'unknown_kind',
            message: `No reply has this kind; use one of ${REPLY_KINDS.join(', ')}`,
          },
        ]),
    ...text.flatMap((word, j) =>
      isBlankWord(word)
        ? [{ path: `${at}/cases/${i}/text/${j}`, code: 'blank_word', message: BLANK_WORD_MESSAGE }]
        : [],
    ),
  ]);

/** A name by which requests or charges are found again. */
function checkName(name: string, path: string): Issue[] {
  if (name.trim() === '') return [{ path, code: 'empty_text', message: 'This is empty: give it a name' }];
  const length = minRenderedLength(name) ?? 0;
  if (length <= MAX_LABEL_LENGTH) return [];
  return [{ path, code: 'too_long', message: `This has ${length} characters of ${MAX_LABEL_LENGTH}: shorten it` }];
}

function checkObject({ object }: StepInputOf<'get_object' | 'update_object'>, at: string): Issue[] {
  const names = [
    { text: object?.type, path: `${at}/object/type` },
    { text: object?.id, path: `${at}/object/id` },
  ];
  return names.flatMap(({ text, path }) =>
    checkLiteral(text, path, {
      fits: (name) => name !== '',
      code: 'no_object',
      message: 'This names no object: write it, or leave out `object` for that of the request',
    }),
  );
}

function checkStep(step: StepInput, at: string): Issue[] {
  if (step.do === 'send_message') return checkSend(step, at);
  if (step.do === 'wait_for_reply') return checkCases(step, at);
  if (step.do === 'get_object' || step.do === 'update_object') return checkObject(step, at);
  if (step.do === 'charge') return checkName(step.kind, `${at}/kind`);
  return step.do === 'end' ? checkName(step.outcome, `${at}/outcome`) : [];
}

/** Literals that can never do: what a run, or Meta, would refuse whatever comes. */
export const checkLiterals = ({ steps }: ParsedFlow): Issue[] =>
  steps.flatMap(({ input: written, at }) => (written ? checkStep(written, at) : []));
