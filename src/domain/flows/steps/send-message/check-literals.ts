import { isId } from '../../../../shared/crypto/ids';
import type { Issue } from '../../../../shared/errors/app-error';
import { isCurrency } from '../../../../shared/numbers/money';
import { BRACES_HINT, checkLiteral } from '../../step-kind/check-literal';
import { currencyAmount } from './currency-amount';
import { isCoordinate } from './is-coordinate';
import { isEmoji } from './is-emoji';
import type { SendMessageInput } from './schema';
import { isTemplateLanguage, isTemplateName } from './template-name';

type Template = NonNullable<SendMessageInput['template']>;

function checkTemplate({ name, language, header, body = [] }: Template, at: string): Issue[] {
  const parameters = [{ parameter: header, path: `${at}/header` }].concat(
    body.map((parameter, i) => ({ parameter: parameter as Template['header'], path: `${at}/body/${i}` })),
  );
  return [
    ...checkLiteral(name, `${at}/name`, {
      fits: () => isTemplateName(name),
      code: 'invalid_template_name',
      message: 'This must be up to 512 lower-case letters, digits and _: write the name as Meta does',
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
          message: `This must be an amount such as 59.90; ${BRACES_HINT}`,
        }),
        ...checkLiteral(parameter.fallback, `${at}/body/${i}/fallback`, {
          fits: (text) => text !== '',
          code: 'empty_text',
          message: 'This is empty, and WhatsApp refuses that: write something',
        }),
      ];
    }),
    ...parameters.flatMap(({ parameter, path }) =>
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

/** Reports texts without Liquid that Meta, or the engine before it, refuses. */
export function checkLiterals(step: SendMessageInput, at: string): Issue[] {
  const { template, fallback_template: fallback, location, reaction, reply_to: replyTo } = step;
  const messageReference = {
    fits: (text: string) => isId('msg', text) || text.startsWith('wamid.'),
    code: 'invalid_message_id',
    message: "This is neither our id nor Meta's id of a message; a variable stands in braces: {{ reply.wamid }}",
  };
  const coordinate = (which: 'latitude' | 'longitude') =>
    checkLiteral(location?.[which], `${at}/location/${which}`, {
      fits: (text) => isCoordinate(which, text),
      code: 'invalid_location',
      message: `This must be a ${which} in decimal degrees such as 45.4642; ${BRACES_HINT}`,
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
    ...checkLiteral(reaction?.to, `${at}/reaction/to`, messageReference),
    ...(typeof replyTo === 'string' ? checkLiteral(replyTo, `${at}/reply_to`, messageReference) : []),
  ];
}
