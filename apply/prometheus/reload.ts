import { ApplyError, Refusal } from '../apply-error.ts';
import { refusal } from '../http/answer.ts';
import type { Api } from '../http/api.ts';
import type { Step } from '../target.ts';

/**
 * Has a server of Prometheus' family read its files again. There is no way back: what it read before is in no file any more.
 * @param running tells the configuration that it runs, as text
 */
export const reloadStep = (api: Api, running: (signal: AbortSignal) => Promise<string>): Step => ({
  async run(signal) {
    const before = await running(signal);
    const answer = await api.send({ method: 'POST', path: '/-/reload', signal });
    if (answer.status === 200) return;
    if (answer.status === 403 && answer.text.includes('Lifecycle')) {
      throw new Refusal(
        `${api.title} at ${api.url} takes no reloads (403: ${answer.text.trim()}); start it with --web.enable-lifecycle.`,
      );
    }
    // Prometheus takes a good prometheus.yml even when it refuses the rules that this names.
    const kept = (await running(signal)) === before;
    const outcome = kept
      ? 'It goes on with the configuration that it had.'
      : 'It has taken a part of them all the same.';
    throw new ApplyError(`${refusal(api, 'take its files', answer).message} ${outcome}`);
  },
});
