/** What the canary's lines have as `event.action`, so that whoever reads or counts what people did can leave them out. */
export const canaryAction = 'log_canary';
