namespace Workbench.Parity;

/// <summary>Re-computes one case of an oracle folder and reports every tensor of it.</summary>
public interface IParitySuite
{
    /// <summary>Key under <c>cases</c> in the folder's manifest, such as <c>t5</c> or <c>vae</c>.</summary>
    string Case { get; }

    /// <summary>Pipeline stage the case belongs to: 10 text, 11 image, 12 DIT step, 13 VAE decode; 0 for the whole pipeline.</summary>
    int Stage { get; }

    /// <summary>Compares in pipeline order, so that the first row outside its limit is the first thing that went wrong.</summary>
    void Run(ParityContext context);
}
