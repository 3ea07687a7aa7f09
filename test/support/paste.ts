import { execa } from 'execa';

/** What a command said that was run as somebody would paste it. */
export interface Pasted {
  readonly text: string;
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of a runbook as it stands, in a folder. */
export const paste = async (text: string, cwd: string): Promise<Pasted> => {
  const { exitCode, stdout, stderr } = await execa('sh', ['-c', text], {
    cwd,
    reject: false,
    stdin: 'ignore',
    timeout: 60_000,
  });
  return { text, exitCode, stdout, stderr };
};

/** Those that failed, complained, or said nothing, which looks as if there were nothing. */
export const failures = (pasted: readonly Pasted[]): readonly Pasted[] =>
  pasted.filter(({ exitCode, stdout, stderr }) => exitCode !== 0 || stdout.trim() === '' || stderr !== '');
