import type { Finding } from '../../../shared/failure';
import { WHATSAPP_LIMITS as MOST } from '../../../shared/whatsapp-limits';
import { hasLiquid } from '../../liquid/compile';
import { leastLength } from '../../liquid/least-length';
import { recipientOf } from '../engine/recipient';
import { mediaAddress } from '../steps/send-message/media-address';
import { readWaitUntil } from '../steps/wait/read-wait-until';
import type { Sketch, WrittenStep, WrittenStepOf } from './sketch';

type Send = WrittenStepOf<'send_message'>;
type Form<Name extends keyof Send> = NonNullable<Send[Name]>;

function longest(text: string | undefined, most: number, path: string): Finding[] {
  const length = text === undefined ? 0 : (leastLength(text) ?? 0);
  if (length <= most) return [];
  const message = `This has ${length} characters${hasLiquid(text ?? '') ? ' beside its Liquid' : ''}; WhatsApp takes ${most}: shorten it`;
  return [{ path, code: 'too_long', message }];
}

/** The same for what WhatsApp refuses when it is empty. */
function needed(text: string | undefined, most: number, path: string): Finding[] {
  if (text === undefined || text.trim() !== '') return longest(text, most, path);
  return [{ path, code: 'empty_text', message: 'This is empty, and WhatsApp refuses that: write something' }];
}

/** Ids or titles that a customer, or the flow, could not tell apart. */
function repeated(texts: { path: string; text: string }[], what: string): Finding[] {
  const seen = new Set<string>();
  return texts.flatMap(({ path, text }): Finding[] => {
    if (hasLiquid(text) || !seen.has(text)) {
      seen.add(text);
      return [];
    }
    return [{ path, code: 'repeated_choice', message: `Another one has the ${what} «${text}» too: give each its own` }];
  });
}

function checkButtons({ text, header, footer, buttons }: Form<'buttons'>, at: string): Finding[] {
  const titled = buttons.map((button, i) =>
    typeof button === 'string'
      ? { id: button, title: button, path: `${at}/buttons/${i}`, titlePath: `${at}/buttons/${i}` }
      : { ...button, path: `${at}/buttons/${i}/id`, titlePath: `${at}/buttons/${i}/title` },
  );
  const ids = repeated(
    titled.map(({ id, path }) => ({ path, text: id })),
    'id',
  );
  const titles = repeated(
    titled.map(({ title, titlePath }) => ({ path: titlePath, text: title })),
    'title',
  );
  return [
    ...needed(text, MOST.body, `${at}/text`),
    ...longest(header, MOST.small, `${at}/header`),
    ...longest(footer, MOST.small, `${at}/footer`),
    // The schema bounds what is an id and a title in one.
    ...titled.flatMap(({ title, path, titlePath }) => (path === titlePath ? [] : needed(title, MOST.title, titlePath))),
    ...ids,
    ...titles.filter(({ path }) => !ids.some((other) => other.path === path)),
  ];
}

function checkList({ text, button, header, footer, sections }: Form<'list'>, at: string): Finding[] {
  const rows = sections.flatMap((section, i) =>
    section.rows.map((row, j) => ({ ...row, path: `${at}/sections/${i}/rows/${j}` })),
  );
  return [
    ...needed(text, MOST.listBody, `${at}/text`),
    ...needed(button, MOST.title, `${at}/button`),
    ...longest(header, MOST.small, `${at}/header`),
    ...longest(footer, MOST.small, `${at}/footer`),
    ...sections.flatMap(({ title }, i) =>
      (sections.length > 1 ? needed : longest)(title, MOST.rowTitle, `${at}/sections/${i}/title`),
    ),
    ...rows.flatMap(({ title, description, path }) => [
      ...needed(title, MOST.rowTitle, `${path}/title`),
      ...longest(description, MOST.description, `${path}/description`),
    ]),
    ...repeated(
      rows.map(({ id, path }) => ({ path: `${path}/id`, text: id })),
      'id',
    ),
  ];
}

/** Meta fetches it, and only by https. */
function checkUrl(url: string | undefined, path: string): Finding[] {
  if (url === undefined || hasLiquid(url) || mediaAddress(url) !== null) return [];
  return [
    { path, code: 'invalid_url', message: 'Meta fetches only https addresses of up to 2,048 characters: give one' },
  ];
}

function checkTemplate({ header, body = [], buttons = [] }: Form<'template'>, at: string): Finding[] {
  const text = typeof header === 'string' ? header : header && 'text' in header ? header.text : undefined;
  const media = typeof header === 'object' && 'kind' in header ? header : undefined;
  return [
    ...needed(text, MOST.small, `${at}/header${typeof header === 'string' ? '' : '/text'}`),
    ...checkUrl(media?.url, `${at}/header/url`),
    ...needed(media?.media_id, MOST.mediaId, `${at}/header/media_id`),
    ...longest(media?.filename, MOST.filename, `${at}/header/filename`),
    ...body.flatMap((parameter, i) => {
      const path = `${at}/body/${i}`;
      if (typeof parameter === 'string') return needed(parameter, MOST.body, path);
      if ('text' in parameter) return needed(parameter.text, MOST.body, `${path}/text`);
      return 'date_time' in parameter ? needed(parameter.date_time, MOST.body, `${path}/date_time`) : [];
    }),
    ...buttons.flatMap((button, i) =>
      button && typeof button === 'object' ? needed(button.url, MOST.body, `${at}/buttons/${i}/url`) : [],
    ),
  ];
}

/** Whether a literal is a number at all does not depend on the country; the run reads it as of its account's. */
const ANY_COUNTRY = ['IT'];

function checkSend(step: Send, at: string): Finding[] {
  const { to, text, buttons, list, media, location, template, fallback_template: fallback } = step;
  // A user id has digits; a variable without its braces looks like one that has none.
  const nobody = !hasLiquid(to) && (recipientOf(to, ANY_COUNTRY) === null || !/\d/.test(to));
  const message = 'This is neither a phone number nor a user id; a variable stands in braces: {{ order.phone }}';
  return [
    ...(nobody ? [{ path: `${at}/to`, code: 'invalid_recipient', message }] : []),
    ...needed(text, MOST.text, `${at}/text`),
    ...(buttons ? checkButtons(buttons, `${at}/buttons`) : []),
    ...(list ? checkList(list, `${at}/list`) : []),
    ...(media
      ? [
          ...checkUrl(media.url, `${at}/media/url`),
          ...needed(media.media_id, MOST.mediaId, `${at}/media/media_id`),
          ...longest(media.caption, MOST.caption, `${at}/media/caption`),
          ...longest(media.filename, MOST.filename, `${at}/media/filename`),
        ]
      : []),
    ...longest(location?.name, MOST.place, `${at}/location/name`),
    ...longest(location?.address, MOST.place, `${at}/location/address`),
    ...(template ? checkTemplate(template, `${at}/template`) : []),
    ...(fallback ? checkTemplate(fallback, `${at}/fallback_template`) : []),
  ];
}

function checkStep(step: WrittenStep, at: string): Finding[] {
  if (step.do === 'send_message') return checkSend(step, at);
  if (step.do !== 'wait' || step.until === undefined || hasLiquid(step.until)) return [];
  // An hour that a zone skips is the run's to refuse: the account's may change.
  if (readWaitUntil(step.until, 'UTC').ok) return [];
  const message = 'This is no instant such as 2026-12-24T09:00:00; a variable stands in braces: {{ order.deliver_at }}';
  return [{ path: `${at}/until`, code: 'invalid_instant', message }];
}

/** What would fail at WhatsApp, or before it, whatever the variables hold: static texts, and the static part of others. */
export const checkLimits = ({ steps }: Sketch): Finding[] =>
  steps.flatMap(({ written, at }) => (written ? checkStep(written, at) : []));
