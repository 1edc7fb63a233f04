/** What there is help on beside the commands, in a line each: the texts are loaded when they are asked for. */
export const TOPICS = {
  config: 'the keys of a profile',
  environment: 'the variables',
  'exit-codes': 'the exit codes',
  flags: 'all flags',
  formats: 'the forms of other shells',
} as const;

/** The name of a topic. */
export type TopicName = keyof typeof TOPICS;

/** By their names, in the order of the lists. */
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly TopicName[];
