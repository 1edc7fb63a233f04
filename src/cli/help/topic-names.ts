/** What there is help on beside the commands. Only the names: the texts are loaded when they are asked for. */
export const TOPIC_NAMES = ['config', 'environment', 'exit-codes', 'flags', 'formats'] as const;

/** The name of a topic. */
export type TopicName = (typeof TOPIC_NAMES)[number];
