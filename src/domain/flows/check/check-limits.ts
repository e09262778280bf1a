import type { Issue } from '../../../shared/app-error';
import { WHATSAPP_LIMITS as MOST } from '../../../shared/whatsapp-limits';
import { hasLiquid } from '../../liquid/compile';
import { minRenderedLength } from '../../liquid/min-rendered-length';
import { parseRecipient } from '../engine/parse-recipient';
import { mediaAddress } from '../steps/send-message/media-address';
import { readWaitUntil } from '../steps/wait/read-wait-until';
import type { ParsedFlow, StepInput, StepInputOf } from './parse-flow';

type Send = StepInputOf<'send_message'>;
type Form<Name extends keyof Send> = NonNullable<Send[Name]>;

function checkMaxLength(text: string | undefined, most: number, path: string): Issue[] {
  const length = text === undefined ? 0 : (minRenderedLength(text) ?? 0);
  if (length <= most) return [];
  const message = `This has ${length} characters${hasLiquid(text ?? '') ? ' beside its Liquid' : ''}; WhatsApp takes ${most}: shorten it`;
  return [{ path, code: 'too_long', message }];
}

/** The same for what WhatsApp refuses when it is empty. */
function checkRequired(text: string | undefined, most: number, path: string): Issue[] {
  if (text === undefined || text.trim() !== '') return checkMaxLength(text, most, path);
  return [{ path, code: 'empty_text', message: 'This is empty, and WhatsApp refuses that: write something' }];
}

/** Ids or titles that a customer, or the flow, could not tell apart. */
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
    ...checkRequired(text, MOST.body, `${at}/text`),
    ...checkMaxLength(header, MOST.headerOrFooter, `${at}/header`),
    ...checkMaxLength(footer, MOST.headerOrFooter, `${at}/footer`),
    // The schema bounds what is an id and a title in one.
    ...titled.flatMap(({ title, path, titlePath }) =>
      path === titlePath ? [] : checkRequired(title, MOST.buttonTitle, titlePath),
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
    ...checkRequired(text, MOST.listBody, `${at}/text`),
    ...checkRequired(button, MOST.buttonTitle, `${at}/button`),
    ...checkMaxLength(header, MOST.headerOrFooter, `${at}/header`),
    ...checkMaxLength(footer, MOST.headerOrFooter, `${at}/footer`),
    ...sections.flatMap(({ title }, i) =>
      (sections.length > 1 ? checkRequired : checkMaxLength)(title, MOST.rowTitle, `${at}/sections/${i}/title`),
    ),
    ...rows.flatMap(({ title, description, path }) => [
      ...checkRequired(title, MOST.rowTitle, `${path}/title`),
      ...checkMaxLength(description, MOST.rowDescription, `${path}/description`),
    ]),
    ...checkUnique(
      rows.map(({ id, path }) => ({ path: `${path}/id`, text: id })),
      'id',
    ),
  ];
}

/** Meta fetches it, and only by https. */
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
    ...checkRequired(text, MOST.headerOrFooter, `${at}/header${typeof header === 'string' ? '' : '/text'}`),
    ...checkUrl(media?.url, `${at}/header/url`),
    ...checkRequired(media?.media_id, MOST.mediaId, `${at}/header/media_id`),
    ...checkMaxLength(media?.filename, MOST.filename, `${at}/header/filename`),
    ...body.flatMap((parameter, i) => {
      const path = `${at}/body/${i}`;
      if (typeof parameter === 'string') return checkRequired(parameter, MOST.body, path);
      if ('text' in parameter) return checkRequired(parameter.text, MOST.body, `${path}/text`);
      return 'date_time' in parameter ? checkRequired(parameter.date_time, MOST.body, `${path}/date_time`) : [];
    }),
    ...buttons.flatMap((button, i) =>
      button && typeof button === 'object' ? checkRequired(button.url, MOST.body, `${at}/buttons/${i}/url`) : [],
    ),
  ];
}

/** Whether a literal is a number at all does not depend on the country; the run reads it as of its account's. */
const ANY_COUNTRY = ['IT'];

function checkSend(step: Send, at: string): Issue[] {
  const { to, text, buttons, list, media, location, template, fallback_template: fallback } = step;
  // A user id has digits; a variable without its braces looks like one that has none.
  const nobody = !hasLiquid(to) && (parseRecipient(to, ANY_COUNTRY) === null || !/\d/.test(to));
  const message = 'This is neither a phone number nor a user id; a variable stands in braces: {{ order.phone }}';
  return [
    ...(nobody ? [{ path: `${at}/to`, code: 'invalid_recipient', message }] : []),
    ...checkRequired(text, MOST.text, `${at}/text`),
    ...(buttons ? checkButtons(buttons, `${at}/buttons`) : []),
    ...(list ? checkList(list, `${at}/list`) : []),
    ...(media
      ? [
          ...checkUrl(media.url, `${at}/media/url`),
          ...checkRequired(media.media_id, MOST.mediaId, `${at}/media/media_id`),
          ...checkMaxLength(media.caption, MOST.caption, `${at}/media/caption`),
          ...checkMaxLength(media.filename, MOST.filename, `${at}/media/filename`),
        ]
      : []),
    ...checkMaxLength(location?.name, MOST.locationText, `${at}/location/name`),
    ...checkMaxLength(location?.address, MOST.locationText, `${at}/location/address`),
    ...(template ? checkTemplate(template, `${at}/template`) : []),
    ...(fallback ? checkTemplate(fallback, `${at}/fallback_template`) : []),
  ];
}

function checkStep(step: StepInput, at: string): Issue[] {
  if (step.do === 'send_message') return checkSend(step, at);
  if (step.do !== 'wait' || step.until === undefined || hasLiquid(step.until)) return [];
  // An hour that a zone skips is the run's to refuse: the account's may change.
  if (readWaitUntil(step.until, 'UTC').ok) return [];
  const message = 'This is no instant such as 2026-12-24T09:00:00; a variable stands in braces: {{ order.deliver_at }}';
  return [{ path: `${at}/until`, code: 'invalid_instant', message }];
}

/** What would fail at WhatsApp, or before it, whatever the variables hold: static texts, and the static part of others. */
export const checkLimits = ({ steps }: ParsedFlow): Issue[] =>
  steps.flatMap(({ input: written, at }) => (written ? checkStep(written, at) : []));
