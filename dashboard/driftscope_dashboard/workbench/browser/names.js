// What a control is called when one does not see what stands around it: that of a motion says of which.

export function spoken(model) {
  const [, motion] = model.hook?.match(/^motion-components-(\d+)-/) ?? []
  const name = model.label || model.help
  return motion === undefined ? name : `Motion ${Number(motion) + 1}: ${name}`
}
