import type { z } from 'zod';
import { fixedDecimal, roundDecimal } from '../../../../shared/decimal';
import { currencyDecimals, isCurrency } from '../../../../shared/money';
import { codePointCount, WHATSAPP_LIMITS as MAX } from '../../../../shared/whatsapp-limits';
import type { FreeForm, MediaSource, OutgoingTemplate, TemplateParameter } from '../../../messages/outgoing-message';
import { payloadForRequest } from '../../../messages/payload-id';
import { renderName } from '../../engine/render-name';
import { type Run, render } from '../../engine/run';
import { StepFailed } from '../../engine/run-errors';
import { currencyAmount } from './currency-amount';
import { isCoordinate } from './is-coordinate';
import { isEmoji } from './is-emoji';
import { mediaAddress } from './media-address';
import type { TemplateForm } from './message-forms';
import type { SendMessageStep } from './schema';
import { isTemplateLanguage, isTemplateName } from './template-name';

/**
 * Renders a text and checks WhatsApp's length limit. Fails with `too_long`, since Meta would reject it. Normalizes to NFC
 * and replaces lone surrogates.
 */
function renderLimited(run: Run, text: string, max: number, where: string): string {
  const rendered = render(run, text).toWellFormed().normalize('NFC');
  const length = codePointCount(rendered);
  if (length <= max) return rendered;
  throw new StepFailed('too_long', `${where} has ${length} characters; WhatsApp allows at most ${max}`);
}

const renderRequired = (run: Run, text: string, max: number, where: string): string => {
  const rendered = renderLimited(run, text, max, where);
  if (rendered.trim() === '') throw new StepFailed('empty_parameter', `${where} must not be empty`);
  return rendered;
};

/** Renders an optional text; null where it is left out or renders to nothing. */
function renderOptional(run: Run, text: string | undefined, max: number, where: string): string | null {
  const rendered = text === undefined ? '' : renderLimited(run, text, max, where).trim();
  return rendered === '' ? null : rendered;
}

/** Meta refuses line breaks, tabs and more than four spaces in the parameters of a template (error 132018). */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const parameterText = (run: Run, text: string, where: string): string =>
  oneLine(renderRequired(run, text, MAX.body, where));
const headerText = (run: Run, text: string): string =>
  oneLine(renderRequired(run, text, MAX.headerOrFooter, 'The header'));

function sourceOf(
  run: Run,
  { url, media_id }: { url?: string | undefined; media_id?: string | undefined },
): MediaSource {
  if (url === undefined) return { mediaId: renderRequired(run, media_id ?? '', MAX.mediaId, 'media_id').trim() };
  const rendered = render(run, url).trim();
  const address = mediaAddress(rendered);
  if (address === null) throw new StepFailed('invalid_url', `«${rendered.slice(0, 100)}» is not an https URL`);
  return { url: address.href };
}

type TemplateInput = z.infer<typeof TemplateForm>;

function bodyParameter(run: Run, parameter: TemplateInput['body'][number], where: string): TemplateParameter {
  if (typeof parameter === 'string') return { type: 'text', text: parameterText(run, parameter, where), name: null };
  if ('text' in parameter) {
    return { type: 'text', text: parameterText(run, parameter.text, where), name: parameter.name };
  }
  if ('date_time' in parameter) {
    return { type: 'date_time', fallback: parameterText(run, parameter.date_time, where) };
  }
  const currency = render(run, parameter.currency).trim().toUpperCase();
  if (!isCurrency(currency)) {
    throw new StepFailed('invalid_currency', `«${currency.slice(0, 20)}» is not an ISO 4217 code such as EUR`);
  }
  const amount = currencyAmount(render(run, parameter.amount), currency);
  if (amount === null) throw new StepFailed('invalid_amount', `${where} is not an amount such as 59.90`);
  const plain = `${fixedDecimal(amount, currencyDecimals(currency))} ${currency}`;
  const fallback = parameter.fallback === undefined ? plain : parameterText(run, parameter.fallback, where);
  const thousandths = roundDecimal({ digits: amount.digits * 1_000n, scale: amount.scale }, 0);
  return { type: 'currency', code: currency, amount1000: Number(thousandths.digits), fallback };
}

function headerOf(run: Run, header: TemplateInput['header']): OutgoingTemplate['header'] {
  if (header === undefined) return null;
  if (typeof header === 'string') return { type: 'text', text: headerText(run, header), name: null };
  if ('text' in header) return { type: 'text', text: headerText(run, header.text), name: header.name };
  const { kind, filename } = header;
  return {
    type: kind,
    source: sourceOf(run, header),
    filename: renderOptional(run, filename, MAX.filename, 'filename'),
  };
}

export const renderTemplateForm = (
  run: Run,
  { name, language, header, body, buttons }: TemplateInput,
): OutgoingTemplate => ({
  kind: 'template',
  name: renderName(run, name, { fits: isTemplateName, code: 'invalid_template_name', where: 'The template' }),
  language: renderName(run, language, { fits: isTemplateLanguage, code: 'invalid_language', where: 'The language' }),
  header: headerOf(run, header),
  body: body.map((parameter, i) => bodyParameter(run, parameter, `Body parameter ${i + 1}`)),
  buttons: buttons.map((button, i) => {
    if (button === null) return null;
    if (typeof button === 'string') return { payload: payloadForRequest(run.input.request.request_id, button) };
    return { url: parameterText(run, button.url, `The URL of button ${i + 1}`) };
  }),
});

/** Renders a coordinate in decimal degrees. */
function renderDegrees(run: Run, text: string, which: 'latitude' | 'longitude'): string {
  const rendered = render(run, text).trim();
  if (isCoordinate(which, rendered)) return rendered;
  throw new StepFailed('invalid_location', `«${rendered.slice(0, 40)}» is not a ${which} in decimal degrees`);
}

/** Meta refuses a message whose buttons have equal titles. */
function requireDistinctTitles(buttons: { id: string; title: string }[]): { id: string; title: string }[] {
  if (new Set(buttons.map(({ title }) => title.trim())).size === buttons.length) return buttons;
  throw new StepFailed('duplicate_title', 'The buttons of a message must have different titles');
}

function emojiOf(run: Run, text: string): string {
  const emoji = render(run, text).trim();
  // An empty emoji removes the reaction.
  if (emoji === '' || isEmoji(emoji)) return emoji;
  throw new StepFailed('invalid_emoji', `«${emoji.slice(0, 40).toWellFormed()}» is not one emoji`);
}

/** Renders the free form of a step; null where it has none. */
export function renderFreeForm(run: Run, step: SendMessageStep): FreeForm | null {
  const payloadFor = (id: string): string => payloadForRequest(run.input.request.request_id, id);
  const { text, buttons, list, media, location, reaction } = step;
  if (text !== undefined) return { kind: 'text', text: renderRequired(run, text, MAX.text, 'The text') };
  if (buttons) {
    return {
      kind: 'buttons',
      text: renderRequired(run, buttons.text, MAX.body, 'The text'),
      header: renderOptional(run, buttons.header, MAX.headerOrFooter, 'The header'),
      footer: renderOptional(run, buttons.footer, MAX.headerOrFooter, 'The footer'),
      buttons: requireDistinctTitles(
        buttons.buttons.map((button) =>
          typeof button === 'string'
            ? { id: payloadFor(button), title: button }
            : {
                id: payloadFor(button.id),
                title: renderRequired(run, button.title, MAX.buttonTitle, `The title of ${button.id}`),
              },
        ),
      ),
    };
  }
  if (list) {
    return {
      kind: 'list',
      text: renderRequired(run, list.text, MAX.listBody, 'The text'),
      header: renderOptional(run, list.header, MAX.headerOrFooter, 'The header'),
      footer: renderOptional(run, list.footer, MAX.headerOrFooter, 'The footer'),
      button: renderRequired(run, list.button, MAX.buttonTitle, 'The button'),
      sections: list.sections.map(({ title, rows }) => ({
        title: (list.sections.length > 1 ? renderRequired : renderLimited)(
          run,
          title,
          MAX.rowTitle,
          'The title of a section',
        ),
        rows: rows.map((row) => ({
          id: payloadFor(row.id),
          title: renderRequired(run, row.title, MAX.rowTitle, `The title of ${row.id}`),
          description: renderOptional(run, row.description, MAX.rowDescription, `The description of ${row.id}`),
        })),
      })),
    };
  }
  if (media) {
    return {
      kind: media.kind,
      source: sourceOf(run, media),
      caption: renderOptional(run, media.caption, MAX.caption, 'The caption'),
      filename: renderOptional(run, media.filename, MAX.filename, 'filename'),
    };
  }
  if (location) {
    return {
      kind: 'location',
      latitude: renderDegrees(run, location.latitude, 'latitude'),
      longitude: renderDegrees(run, location.longitude, 'longitude'),
      name: renderOptional(run, location.name, MAX.locationText, 'The name'),
      address: renderOptional(run, location.address, MAX.locationText, 'The address'),
    };
  }
  if (!reaction) return null;
  const to = reaction.to === undefined ? null : render(run, reaction.to).trim() || null;
  return { kind: 'reaction', emoji: emojiOf(run, reaction.emoji), to };
}
