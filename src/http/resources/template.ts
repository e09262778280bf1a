import { z } from 'zod';
import type { Template } from '../../db/channels/templates';
import { formatInstant } from '../../shared/time/time-zone';
import { Instant, JsonRecord } from './common';

export const TemplateResource = z
  .object({
    name: z.string(),
    language: z.string(),
    status: z.string().meta({ description: "Meta's status: APPROVED, PENDING, REJECTED, PAUSED, DISABLED …" }),
    category: z.string(),
    reason: z.string().nullable(),
    recommendation: z.string().nullable().meta({ description: 'How to correct a rejected template, in Meta’s words' }),
    quality: z.string().nullable(),
    previous_category: z.string().nullable().meta({ description: 'The category before Meta changed it' }),
    announced_category: z.string().nullable().meta({ description: 'The category to which Meta is going to change it' }),
    takes: z
      .object({
        header: z.object({ format: z.string(), parameters: z.array(z.string()) }).nullable(),
        body: z.array(z.string()),
        buttons: z.array(z.object({ type: z.string(), parameters: z.number().int() })),
      })
      .meta({ description: 'The parameters that a flow must provide' }),
    components: z.array(JsonRecord),
    updated_at: Instant,
  })
  .meta({ id: 'Template' });

export const presentTemplate = (row: Template, zone: string): z.infer<typeof TemplateResource> => ({
  name: row.name,
  language: row.language,
  status: row.status,
  category: row.category,
  reason: row.reason,
  recommendation: row.recommendation,
  quality: row.quality,
  previous_category: row.previousCategory,
  announced_category: row.announcedCategory,
  takes: row.shape,
  components: row.components,
  updated_at: formatInstant(row.updatedAt, zone),
});
