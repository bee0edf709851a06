import { Component, type ReactNode } from "react";

import { Failure } from "../ui/Failure.js";

interface BoundaryState {
  readonly error: Error | null;
}

/** What is shown where a part of the page fails: its message, and a way on. */
export class Boundary extends Component<
  { readonly children: ReactNode },
  BoundaryState
> {
  override state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render() {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <Failure error={error} retry={() => this.setState({ error: null })} />
    );
  }
}
