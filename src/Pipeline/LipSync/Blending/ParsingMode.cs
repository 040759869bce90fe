namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>Which part of the parsed face is replaced.</summary>
public enum ParsingMode
{
    /// <summary>Skin grown below the chin and narrowed at the cheeks, without the nose, plus mouth and lips. MuseTalk 1.5.</summary>
    Jaw,

    /// <summary>Skin, mouth and lips.</summary>
    Raw,

    /// <summary>Skin, mouth, lips and neck.</summary>
    Neck,

    /// <summary>Every part of the face (classes 1 to 13). MuseTalk 1.0 as first released.</summary>
    Face,
}
