import type { z } from 'zod';
import { codePointCount, WHATSAPP_LIMITS as MAX } from '../../../../shared/messages/whatsapp-limits';
import { fixedDecimal, roundDecimal } from '../../../../shared/numbers/decimal';
import { currencyDecimals, isCurrency } from '../../../../shared/numbers/money';
import type { FreeForm, MediaSource, OutgoingTemplate, TemplateParameter } from '../../../messages/outgoing-message';
import type { NameRule } from '../../engine/render-name';
import { StepFailed } from '../../engine/run-errors';
import { currencyAmount } from './currency-amount';
import { isCoordinate } from './is-coordinate';
import { isEmoji } from './is-emoji';
import { mediaAddress } from './media-address';
import type { TemplateForm } from './message-forms';
import type { SendMessageStep } from './schema';
import { isTemplateLanguage, isTemplateName } from './template-name';

/** How the texts of a message become what is sent: in a flow by Liquid, in a message of a person as they are. */
export type Rendering = {
  text(source: string): string;
  name(source: string, rule: NameRule): string;
  /** Returns the payload of a button or row with this id. */
  payload(id: string): string;
};

/**
 * Renders a text and checks WhatsApp's length limit. Fails with `too_long`, since Meta would reject it. Normalizes to NFC
 * and replaces lone surrogates.
 */
function renderLimited(rendering: Rendering, text: string, max: number, where: string): string {
  const rendered = rendering.text(text).toWellFormed().normalize('NFC');
  const length = codePointCount(rendered);
  if (length <= max) return rendered;
  throw new StepFailed('too_long', `${where} has ${length} characters; WhatsApp allows at most ${max}`);
}

const renderRequired = (rendering: Rendering, text: string, max: number, where: string): string => {
  const rendered = renderLimited(rendering, text, max, where);
  if (rendered.trim() === '') throw new StepFailed('empty_parameter', `${where} must not be empty`);
  return rendered;
};

/** Renders an optional text; null where it is left out or renders to nothing. */
function renderOptional(rendering: Rendering, text: string | undefined, max: number, where: string): string | null {
  const rendered = text === undefined ? '' : renderLimited(rendering, text, max, where).trim();
  return rendered === '' ? null : rendered;
}

/** Meta refuses line breaks, tabs and more than four spaces in the parameters of a template (error 132018). */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

const parameterText = (rendering: Rendering, text: string, where: string): string =>
  oneLine(renderRequired(rendering, text, MAX.body, where));
const headerText = (rendering: Rendering, text: string): string =>
  oneLine(renderRequired(rendering, text, MAX.headerOrFooter, 'The header'));

function sourceOf(
  rendering: Rendering,
  { url, media_id }: { url?: string | undefined; media_id?: string | undefined },
): MediaSource {
  if (url === undefined) return { mediaId: renderRequired(rendering, media_id ?? '', MAX.mediaId, 'media_id').trim() };
  const rendered = rendering.text(url).trim();
  const address = mediaAddress(rendered);
  if (address === null) throw new StepFailed('invalid_url', `«${rendered.slice(0, 100)}» is not an https URL`);
  return { url: address.href };
}

type TemplateInput = z.infer<typeof TemplateForm>;

function bodyParameter(
  rendering: Rendering,
  parameter: TemplateInput['body'][number],
  where: string,
): TemplateParameter {
  if (typeof parameter === 'string')
    return { type: 'text', text: parameterText(rendering, parameter, where), name: null };
  if ('text' in parameter) {
    return { type: 'text', text: parameterText(rendering, parameter.text, where), name: parameter.name };
  }
  if ('date_time' in parameter) {
    return { type: 'date_time', fallback: parameterText(rendering, parameter.date_time, where) };
  }
  const currency = rendering.text(parameter.currency).trim().toUpperCase();
  if (!isCurrency(currency)) {
    throw new StepFailed('invalid_currency', `«${currency.slice(0, 20)}» is not an ISO 4217 code such as EUR`);
  }
  const amount = currencyAmount(rendering.text(parameter.amount), currency);
  if (amount === null) throw new StepFailed('invalid_amount', `${where} is not an amount such as 59.90`);
  const plain = `${fixedDecimal(amount, currencyDecimals(currency))} ${currency}`;
  const fallback = parameter.fallback === undefined ? plain : parameterText(rendering, parameter.fallback, where);
  const thousandths = roundDecimal({ digits: amount.digits * 1_000n, scale: amount.scale }, 0);
  return { type: 'currency', code: currency, amount1000: Number(thousandths.digits), fallback };
}

function headerOf(rendering: Rendering, header: TemplateInput['header']): OutgoingTemplate['header'] {
  if (header === undefined) return null;
  if (typeof header === 'string') return { type: 'text', text: headerText(rendering, header), name: null };
  if ('text' in header) return { type: 'text', text: headerText(rendering, header.text), name: header.name };
  const { kind, filename } = header;
  return {
    type: kind,
    source: sourceOf(rendering, header),
    filename: renderOptional(rendering, filename, MAX.filename, 'filename'),
  };
}

export const renderTemplateForm = (
  rendering: Rendering,
  { name, language, header, body, buttons }: TemplateInput,
): OutgoingTemplate => ({
  kind: 'template',
  name: rendering.name(name, { fits: isTemplateName, code: 'invalid_template_name', where: 'The template' }),
  language: rendering.name(language, { fits: isTemplateLanguage, code: 'invalid_language', where: 'The language' }),
  header: headerOf(rendering, header),
  body: body.map((parameter, i) => bodyParameter(rendering, parameter, `Body parameter ${i + 1}`)),
  buttons: buttons.map((button, i) => {
    if (button === null) return null;
    if (typeof button === 'string') return { payload: rendering.payload(button) };
    return { url: parameterText(rendering, button.url, `The URL of button ${i + 1}`) };
  }),
});

/** Renders a coordinate in decimal degrees. */
function renderDegrees(rendering: Rendering, text: string, which: 'latitude' | 'longitude'): string {
  const rendered = rendering.text(text).trim();
  if (isCoordinate(which, rendered)) return rendered;
  throw new StepFailed('invalid_location', `«${rendered.slice(0, 40)}» is not a ${which} in decimal degrees`);
}

/** Meta refuses a message whose buttons have equal titles. */
function requireDistinctTitles(buttons: { id: string; title: string }[]): { id: string; title: string }[] {
  if (new Set(buttons.map(({ title }) => title.trim())).size === buttons.length) return buttons;
  throw new StepFailed('duplicate_title', 'The buttons of a message must have different titles');
}

function emojiOf(rendering: Rendering, text: string): string {
  const emoji = rendering.text(text).trim();
  // An empty emoji removes the reaction.
  if (emoji === '' || isEmoji(emoji)) return emoji;
  throw new StepFailed('invalid_emoji', `«${emoji.slice(0, 40).toWellFormed()}» is not one emoji`);
}

type FreeForms = Partial<Pick<SendMessageStep, 'text' | 'buttons' | 'list' | 'media' | 'location' | 'reaction'>>;

/** Renders the free form of a message; null where it has none. */
export function renderFreeForm(rendering: Rendering, step: FreeForms): FreeForm | null {
  const { text, buttons, list, media, location, reaction } = step;
  if (text !== undefined) return { kind: 'text', text: renderRequired(rendering, text, MAX.text, 'The text') };
  if (buttons) {
    return {
      kind: 'buttons',
      text: renderRequired(rendering, buttons.text, MAX.body, 'The text'),
      header: renderOptional(rendering, buttons.header, MAX.headerOrFooter, 'The header'),
      footer: renderOptional(rendering, buttons.footer, MAX.headerOrFooter, 'The footer'),
      buttons: requireDistinctTitles(
        buttons.buttons.map((button) =>
          typeof button === 'string'
            ? { id: rendering.payload(button), title: button }
            : {
                id: rendering.payload(button.id),
                title: renderRequired(rendering, button.title, MAX.buttonTitle, `The title of ${button.id}`),
              },
        ),
      ),
    };
  }
  if (list) {
    return {
      kind: 'list',
      text: renderRequired(rendering, list.text, MAX.listBody, 'The text'),
      header: renderOptional(rendering, list.header, MAX.headerOrFooter, 'The header'),
      footer: renderOptional(rendering, list.footer, MAX.headerOrFooter, 'The footer'),
      button: renderRequired(rendering, list.button, MAX.buttonTitle, 'The button'),
      sections: list.sections.map(({ title, rows }) => ({
        title: (list.sections.length > 1 ? renderRequired : renderLimited)(
          rendering,
          title,
          MAX.rowTitle,
          'The title of a section',
        ),
        rows: rows.map((row) => ({
          id: rendering.payload(row.id),
          title: renderRequired(rendering, row.title, MAX.rowTitle, `The title of ${row.id}`),
          description: renderOptional(rendering, row.description, MAX.rowDescription, `The description of ${row.id}`),
        })),
      })),
    };
  }
  if (media) {
    return {
      kind: media.kind,
      source: sourceOf(rendering, media),
      caption: renderOptional(rendering, media.caption, MAX.caption, 'The caption'),
      filename: renderOptional(rendering, media.filename, MAX.filename, 'filename'),
    };
  }
  if (location) {
    return {
      kind: 'location',
      latitude: renderDegrees(rendering, location.latitude, 'latitude'),
      longitude: renderDegrees(rendering, location.longitude, 'longitude'),
      name: renderOptional(rendering, location.name, MAX.locationText, 'The name'),
      address: renderOptional(rendering, location.address, MAX.locationText, 'The address'),
    };
  }
  if (!reaction) return null;
  const to = reaction.to === undefined ? null : rendering.text(reaction.to).trim() || null;
  return { kind: 'reaction', emoji: emojiOf(rendering, reaction.emoji), to };
}
