import type { Template } from '../../../db/channels/templates';
import { readyTemplates } from './ready-templates';

/** What is shown of a template: its text, and the category that its price follows from. */
export type ShownTemplate = Pick<Template, 'name' | 'language' | 'category' | 'components'>;

/** Adds to the templates of a number the ready ones that it lacks: whoever sets up a flow sees what it is going to send. */
export const withReadyTemplates = (listed: ShownTemplate[]): ShownTemplate[] => [
  ...listed,
  ...readyTemplates().filter(
    ({ name, language }) => !listed.some((each) => each.name === name && each.language === language),
  ),
];
