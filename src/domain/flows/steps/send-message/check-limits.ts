import type { Issue } from '../../../../shared/errors/app-error';
import { WHATSAPP_LIMITS as MAX } from '../../../../shared/messages/whatsapp-limits';
import { hasLiquid } from '../../../liquid/compile';
import { minRenderedLength } from '../../../liquid/min-rendered-length';
import { parseRecipient } from '../../engine/parse-recipient';
import { mediaAddress } from './media-address';
import type { SendMessageInput } from './schema';

type Form<Name extends keyof SendMessageInput> = NonNullable<SendMessageInput[Name]>;

export function checkMaxLength(text: string | undefined, max: number, path: string): Issue[] {
  const length = text === undefined ? 0 : (minRenderedLength(text) ?? 0);
  if (length <= max) return [];
  const message = `This has ${length} characters${hasLiquid(text ?? '') ? ' beside its Liquid' : ''}; WhatsApp takes ${max}: shorten it`;
  return [{ path, code: 'too_long', message }];
}

/** Also reports an empty text, which WhatsApp refuses. */
function checkRequired(text: string | undefined, max: number, path: string): Issue[] {
  if (text === undefined || text.trim() !== '') return checkMaxLength(text, max, path);
  return [{ path, code: 'empty_text', message: 'This is empty, and WhatsApp refuses that: write something' }];
}

/** Reports equal ids or titles. */
function checkUnique(texts: { path: string; text: string }[], what: string): Issue[] {
  const seen = new Set<string>();
  return texts.flatMap(({ path, text }): Issue[] => {
    if (hasLiquid(text) || !seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [{ path, code: 'repeated_choice', message: `Another one has the ${what} «${text}» too: give each its own` }];
  });
}

function checkButtons({ text, header, footer, buttons }: Form<'buttons'>, at: string): Issue[] {
  const titled = buttons.map((button, i) =>
    typeof button === 'string'
      ? { id: button, title: button, path: `${at}/buttons/${i}`, titlePath: `${at}/buttons/${i}` }
      : { ...button, path: `${at}/buttons/${i}/id`, titlePath: `${at}/buttons/${i}/title` },
  );
  const ids = checkUnique(
    titled.map(({ id, path }) => ({ path, text: id })),
    'id',
  );
  const titles = checkUnique(
    titled.map(({ title, titlePath }) => ({ path: titlePath, text: title })),
    'title',
  );
  return [
    ...checkRequired(text, MAX.body, `${at}/text`),
    ...checkMaxLength(header, MAX.headerOrFooter, `${at}/header`),
    ...checkMaxLength(footer, MAX.headerOrFooter, `${at}/footer`),
    // The schema limits a button that is an id and a title in one.
    ...titled.flatMap(({ title, path, titlePath }) =>
      path === titlePath ? [] : checkRequired(title, MAX.buttonTitle, titlePath),
    ),
    ...ids,
    ...titles.filter(({ path }) => !ids.some((other) => other.path === path)),
  ];
}

function checkList({ text, button, header, footer, sections }: Form<'list'>, at: string): Issue[] {
  const rows = sections.flatMap((section, i) =>
    section.rows.map((row, j) => ({ ...row, path: `${at}/sections/${i}/rows/${j}` })),
  );
  return [
    ...checkRequired(text, MAX.listBody, `${at}/text`),
    ...checkRequired(button, MAX.buttonTitle, `${at}/button`),
    ...checkMaxLength(header, MAX.headerOrFooter, `${at}/header`),
    ...checkMaxLength(footer, MAX.headerOrFooter, `${at}/footer`),
    ...sections.flatMap(({ title }, i) =>
      (sections.length > 1 ? checkRequired : checkMaxLength)(title, MAX.rowTitle, `${at}/sections/${i}/title`),
    ),
    ...rows.flatMap(({ title, description, path }) => [
      ...checkRequired(title, MAX.rowTitle, `${path}/title`),
      ...checkMaxLength(description, MAX.rowDescription, `${path}/description`),
    ]),
    ...checkUnique(
      rows.map(({ id, path }) => ({ path: `${path}/id`, text: id })),
      'id',
    ),
  ];
}

function checkUrl(url: string | undefined, path: string): Issue[] {
  if (url === undefined || hasLiquid(url) || mediaAddress(url) !== null) return [];
  return [
    { path, code: 'invalid_url', message: 'Meta fetches only https addresses of up to 2,048 characters: give one' },
  ];
}

function checkTemplate({ header, body = [], buttons = [] }: Form<'template'>, at: string): Issue[] {
  const text = typeof header === 'string' ? header : header && 'text' in header ? header.text : undefined;
  const media = typeof header === 'object' && 'kind' in header ? header : undefined;
  return [
    ...checkRequired(text, MAX.headerOrFooter, `${at}/header${typeof header === 'string' ? '' : '/text'}`),
    ...checkUrl(media?.url, `${at}/header/url`),
    ...checkRequired(media?.media_id, MAX.mediaId, `${at}/header/media_id`),
    ...checkMaxLength(media?.filename, MAX.filename, `${at}/header/filename`),
    ...body.flatMap((parameter, i) => {
      const path = `${at}/body/${i}`;
      if (typeof parameter === 'string') return checkRequired(parameter, MAX.body, path);
      if ('text' in parameter) return checkRequired(parameter.text, MAX.body, `${path}/text`);
      return 'date_time' in parameter ? checkRequired(parameter.date_time, MAX.body, `${path}/date_time`) : [];
    }),
    ...buttons.flatMap((button, i) =>
      button && typeof button === 'object' ? checkRequired(button.url, MAX.body, `${at}/buttons/${i}/url`) : [],
    ),
  ];
}

/** Only whether a literal is a phone number at all is checked: the run knows the country. */
const ANY_COUNTRY = ['IT'];

type Forms = Partial<Pick<SendMessageInput, 'text' | 'buttons' | 'list' | 'media' | 'location' | 'template'>>;

/** Reports what WhatsApp refuses in the forms of a message, whatever the variables hold. */
export const checkForms = ({ text, buttons, list, media, location, template }: Forms, at: string): Issue[] => [
  ...checkRequired(text, MAX.text, `${at}/text`),
  ...(buttons ? checkButtons(buttons, `${at}/buttons`) : []),
  ...(list ? checkList(list, `${at}/list`) : []),
  ...(media
    ? [
        ...checkUrl(media.url, `${at}/media/url`),
        ...checkRequired(media.media_id, MAX.mediaId, `${at}/media/media_id`),
        ...checkMaxLength(media.caption, MAX.caption, `${at}/media/caption`),
        ...checkMaxLength(media.filename, MAX.filename, `${at}/media/filename`),
      ]
    : []),
  ...checkMaxLength(location?.name, MAX.locationText, `${at}/location/name`),
  ...checkMaxLength(location?.address, MAX.locationText, `${at}/location/address`),
  ...(template ? checkTemplate(template, `${at}/template`) : []),
];

/** Reports what WhatsApp, or the engine before it, refuses whatever the variables hold. */
export function checkLimits(step: SendMessageInput, at: string): Issue[] {
  const { to, fallback_template: fallback } = step;
  // A user id has digits; a variable without its braces looks like a user id without digits.
  const isInvalid = !hasLiquid(to) && (parseRecipient(to, ANY_COUNTRY) === null || !/\d/.test(to));
  const message = 'This is neither a phone number nor a user id; a variable stands in braces: {{ order.phone }}';
  return [
    ...(isInvalid ? [{ path: `${at}/to`, code: 'invalid_recipient', message }] : []),
    ...checkForms(step, at),
    ...(fallback ? checkTemplate(fallback, `${at}/fallback_template`) : []),
  ];
}
