/** What a client asked for and cannot have. Its message is sent to the client and holds nothing internal. */
export class Refusal extends Error {
  public override readonly name = 'Refusal';
}
