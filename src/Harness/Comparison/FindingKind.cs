namespace Workbench.Harness.Comparison;

/// <summary>What kind of disagreement a <see cref="Finding"/> is. The names are part of the failure text.</summary>
public enum FindingKind
{
    /// <summary>A tap of the reference never passed.</summary>
    Missing,

    /// <summary>Another shape.</summary>
    Shape,

    /// <summary>Another dtype.</summary>
    Dtype,

    /// <summary>Another kind of device (cpu, cuda).</summary>
    Device,

    /// <summary>Contiguous on one side only. Told, never a reason to fail on its own.</summary>
    Layout,

    /// <summary>In page-locked memory on one side only. Told, never a reason to fail on its own.</summary>
    Pinned,

    /// <summary>NaN or infinity that the reference does not have.</summary>
    NonFinite,

    /// <summary>Relative error above the limit.</summary>
    Value,

    /// <summary>One element further off than the limit allows, though the tensor as a whole may be close.</summary>
    Element,
}
