// What a control is called when one does not see what stands around it: that of a motion says of which.

export function spoken(model) {
  const [, motion] = model.hook?.match(/^motion-components-(\d+)-/) ?? []
  return motion === undefined ? model.label : `Motion ${Number(motion) + 1}: ${model.label}`
}
