namespace Workbench.Pipeline.Lora;

/// <summary>How LoRAs reach the linear layers. Norms, biases, modulations and convolutions are changed in place in both.</summary>
public enum LoraMode
{
    /// <summary>
    /// Added to dense weights in place, from a copy of the original in host memory: no cost per step, the size of the touched weights in host memory
    /// (28 GB for one A14B expert in bf16), and a switch rewrites them. Quantised layers get a branch all the same.
    /// </summary>
    Merge,

    /// <summary>A branch beside each layer: weights untouched, the factors on the device, a switch in milliseconds, a few percent per step.</summary>
    Dynamic,
}
