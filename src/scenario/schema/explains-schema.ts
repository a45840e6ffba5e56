/** `explains:` of a scenario: the class of its evidence, and what one host alone shows in its place. */

import { z } from 'zod';
import { CLASS_IDS } from '../../explain/verdict/classes.ts';
import { NOT_KNOWN_IDS } from '../../explain/verdict/not-known.ts';

const classField = z.enum(CLASS_IDS);

const shownSchema = z.strictObject({
  shows: classField.meta({ description: 'the class that espial explain gives of this host alone' }),
  because: z.enum(NOT_KNOWN_IDS).meta({ description: 'why this host cannot know the class' }),
  when: z
    .string()
    .min(1)
    .optional()
    .meta({ description: 'the run that is meant, like lost=2; left out for all' }),
});

const sideSchema = z.union([shownSchema, z.array(shownSchema).min(1)]).meta({
  description: '{ shows: CLASS, because: REASON }, or a list of those with when:',
});

export const explainsSchema = z
  .union([
    z.strictObject({
      class: classField.meta({ description: 'the class that both hosts together show' }),
      initiator: sideSchema.optional(),
      responder: sideSchema.optional(),
    }),
    classField,
  ])
  .meta({
    description:
      'the class that espial explain gives of its evidence; none: nothing is wrong. A map where one host alone shows another one',
  });

export type ExplainsDocument = z.output<typeof explainsSchema>;
export type ShownDocument = z.output<typeof shownSchema>;
