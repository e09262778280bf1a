import type { Channel } from '../../db/channels/channels';
import type { Template } from '../../db/channels/templates';
import type { Flow } from '../../db/flows/flows';
import type { JsonObject } from '../../shared/json/json';
import { listOrEmpty, objectOrEmpty, objectsIn, textOrEmpty } from '../../shared/json/read-json';
import { findReadyTemplate } from '../channels/templates/ready-templates';
import { missingSettings } from '../flows/settings/missing-settings';
import { describeTemplate, type FlowTemplate, withoutText } from './describe-template';
import { type NeededTemplate, neededTemplates } from './needed-templates';

/** A flow, saved or ready to be; `flow` is null for one that is not saved. */
export type FlowToPrepare = {
  key: string;
  name: string;
  definition: JsonObject;
  flow: Pick<Flow, 'active' | 'activateWhenReady'> | null;
};

/** A template that a flow needs, with its text as an example, and whether it can be created from here. */
export type NeededText = FlowTemplate & { text: string; buttons: string[]; canCreate: boolean };

/**
 * What a flow needs of a number. `channel` is the number that it sends from; `none` if it does not say from which of several, or
 * there is none.
 */
export type FlowNeeds = FlowToPrepare & {
  channel: Pick<Channel, 'channelId'> | 'none';
  /** Whether a required setting has no value: until then the flow stays off. */
  lacksSettings: boolean;
  templates: NeededText[];
};

const channelOf = ({ channel }: JsonObject, channels: Channel[]): Channel | undefined =>
  typeof channel === 'string'
    ? channels.find(({ channelId }) => channelId === channel)
    : channels.length === 1
      ? channels[0]
      : undefined;

/** Returns the text of a body as a customer reads it: with the examples in the place of the parameters. */
function exampleText({ text, example }: JsonObject): string {
  const { body_text: listed, body_text_named_params: named } = objectOrEmpty(example);
  const [values = []] = listOrEmpty(listed).map((each) => listOrEmpty(each));
  const examples = new Map([
    ...values.map((value, i) => [String(i + 1), textOrEmpty(value)] as const),
    ...objectsIn(named).map(({ param_name: name, example: value }) => [textOrEmpty(name), textOrEmpty(value)] as const),
  ]);
  return textOrEmpty(text).replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => examples.get(name) || '…');
}

function describeNeeded(needed: NeededTemplate, known: Template[]): NeededText {
  const { name, language } = needed;
  const ready = findReadyTemplate(name, language);
  const template = known.find((each) => each.name === name && each.language === language);
  const components = template?.components ?? ready?.components ?? [];
  const ofType = (type: string) => components.find((each) => textOrEmpty(each.type).toUpperCase() === type);
  const shown = {
    text: exampleText(ofType('BODY') ?? {}),
    buttons: objectsIn(ofType('BUTTONS')?.buttons).map(({ text }) => textOrEmpty(text)),
  };
  if (template) return { ...describeTemplate(needed, template, ready), ...shown, canCreate: false };
  if (!ready) return { ...withoutText(needed), ...shown, canCreate: false };
  const missing = { created: false, usable: false, reason: null, detail: null };
  return { name, language, category: ready.category, state: 'to_do', ...missing, ...shown, canCreate: true };
}

/** Describes the templates of flows by what is known of their numbers. A flow without templates is left out. */
export const listFlowTemplates = ({
  flows,
  channels,
  templates,
}: {
  flows: FlowToPrepare[];
  channels: Channel[];
  templates: Template[];
}): FlowNeeds[] =>
  flows.flatMap((flow) => {
    const needed = neededTemplates(flow.definition);
    if (needed.length === 0) return [];
    const channel = channelOf(flow.definition, channels);
    const known = templates.filter(({ wabaId }) => wabaId === channel?.wabaId);
    return {
      ...flow,
      channel: channel ? { channelId: channel.channelId } : 'none',
      lacksSettings: missingSettings(flow.definition).length > 0,
      templates: needed.map((each) => describeNeeded(each, known)),
    };
  });
