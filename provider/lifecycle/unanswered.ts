/**
 * How often a write that gets no clear answer is said, with a look in between, before its error is the answer: an outage
 * must end in seconds, not at the deadline.
 */
export const mostUnanswered = 5;
