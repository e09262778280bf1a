import type { Template } from '../../../db/channels/templates';
import { readyTemplates } from './ready-templates';

/** What is shown of a template: its text, and the category that its price follows from. */
export type ShownTemplate = Pick<Template, 'name' | 'language' | 'category' | 'components'>;

/** Adds the ready templates that a number lacks to its own, so that a flow can be previewed before Meta has them. */
export const withReadyTemplates = (listed: ShownTemplate[]): ShownTemplate[] => [
  ...listed,
  ...readyTemplates().filter(
    ({ name, language }) => !listed.some((each) => each.name === name && each.language === language),
  ),
];
