import type { Config } from '../../config/load-config.ts';
import type { Build } from '../build.ts';
import type { LeftOut } from '../leave-out.ts';
import type { MysqlLogin } from '../storage/login.ts';

/** What primary and workers run with. */
export interface Setting {
  readonly config: Config;
  readonly login: MysqlLogin;
  readonly build: Build;
  readonly leftOut: LeftOut;
  /** Ends the process in order. */
  readonly signal: AbortSignal;
}
